"""Looks at `dovetail studio` as a marketer would: python3 studio.py BINARY FOLDER"""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from browser import Browser

NOW = "2026-11-16T09:00:00Z"
CAMPAIGN = "frequently-bought-together"
READY = "document.documentElement.dataset.took && document.getElementById('status').textContent.includes(': ')"


def frame(browser):
    """The address of the message that is shown, once it is there alone."""
    return browser.wait("!document.querySelector('.coming') && document.querySelector('iframe')?.src")


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def keeps_to_the_shop(address, shop):
    """Names that a browser sends are looked up, and never open what lies elsewhere."""
    Path(shop, "..", "secret.yaml").write_text("name: secret\nword: sesame\n")
    for path in (
        "api/message?customer=c0001&campaign=../../secret", "api/check?campaign=../../secret",
        "api/customers?campaign=..%2f..%2fsecret",
    ):
        told = fetch(address + path).decode()
        assert "there is no campaign" in told and "sesame" not in told, told
    for path in ("pictures/dovetail.yaml", "pictures/..%2fsecret.yaml", "pictures/data/customers.csv", "api/file?path=../secret.yaml"):
        try:
            raise AssertionError(f"{path}: {fetch(address + path)[:200]}")
        except urllib.error.HTTPError as error:
            assert error.code == 404, (path, error)


def look(address, shop, binary):
    browser = Browser()
    try:
        loads(browser, address)
        switches(browser)
        is_what_is_sent(browser, address, shop, binary)
        follows_a_save(browser, shop)
        shows_an_error_and_recovers(browser, shop)
        finds_and_links(browser, shop)
        fits_a_phone(browser)
        assert not browser.errors, f"the console has errors: {browser.errors}"
    finally:
        browser.close()


def loads(browser, address):
    browser.open(f"{address}#campaign={CAMPAIGN}")
    browser.wait(READY)
    assert browser.value("document.querySelectorAll('#customers [role=option]').length") >= 20
    assert browser.value("document.querySelector('#envelope .subject').textContent.length") > 5
    assert browser.value("document.querySelectorAll('#why .items li').length") >= 3
    assert "customer=" in frame(browser)
    # Every control has a name, and the page has its landmarks.
    unnamed = browser.value(
        "[...document.querySelectorAll('button, select, input, a, iframe')].filter((one) => !one.labels?.length && "
        "!one.textContent.trim() && !one.title && !one.getAttribute('aria-label')).map((one) => one.outerHTML)"
    )
    assert not unnamed, unnamed
    for landmark in ("header", "nav[aria-label]", "main[aria-label]", "aside[aria-label]", "[role=status]"):
        assert browser.value(f"!!document.querySelector('{landmark}')"), landmark


def switches(browser):
    before = frame(browser)
    browser.press("j")
    after = browser.wait(f"document.querySelector('iframe')?.src !== {json.dumps(before)} && document.querySelector('iframe').src")
    assert re.search("customer=([^&]+)", before)[1] != re.search("customer=([^&]+)", after)[1]
    browser.press("k")
    browser.wait(f"document.querySelector('iframe')?.src === {json.dumps(before)}")
    for key, view in (("2", "desktop"), ("3", "text"), ("4", "push"), ("1", "phone")):
        browser.press(key)
        browser.wait(f"document.getElementById('device').dataset.view === '{view}'")
    browser.press("d")
    browser.wait("document.querySelector('iframe')?.src.includes('scheme=dark')")
    browser.press("i")
    browser.wait("document.querySelector('iframe')?.src.includes('images=off')")
    browser.press("d")
    browser.press("i")
    browser.press("4")
    assert browser.value("document.querySelector('.lock .title').textContent.length") > 5
    browser.press("1")
    # Shortcuts are told, and keep still while a person types.
    browser.press("?")
    browser.wait("document.getElementById('shortcuts').open")
    browser.value("document.getElementById('shortcuts').close()")
    browser.press("/")
    browser.wait("document.activeElement.id === 'search'")
    browser.value("document.getElementById('search').value = 'c0034'; "
                  "document.getElementById('search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelectorAll('#customers li').length === 1")
    browser.value("document.getElementById('search').value = ''; "
                  "document.getElementById('search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelectorAll('#customers li').length > 20")
    browser.value("document.getElementById('search').blur()")


def is_what_is_sent(browser, address, shop, binary):
    """The plain text and the push shown are those that `preview` writes, but for the links, which bear the run."""
    customer = re.search("customer=([^&]+)", frame(browser))[1]
    subprocess.run(
        [binary, "preview", CAMPAIGN, "--customer", customer, "--shop", shop, "--at", NOW], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    out = Path(shop, "preview", CAMPAIGN)
    message = json.loads(fetch(f"{address}api/message?campaign={CAMPAIGN}&customer={customer}"))
    nameless = lambda text: re.sub(r"/(unsubscribe|preferences|view)/[\w.-]+", r"/\1/TOKEN", text)
    text = next(out.glob("*.txt")).read_text()
    assert nameless(text) == nameless(message["email"]["text"]), "the text is not what preview writes"
    # Read back from the message itself, the HTML is that of the preview's own message.
    from email import message_from_bytes, policy
    def html(raw):
        return nameless(message_from_bytes(raw, policy=policy.default).get_body(("html",)).get_content())
    downloaded = fetch(f"{address}message.eml?campaign={CAMPAIGN}&customer={customer}")
    assert html(downloaded) == html(next(out.glob("*.eml")).read_bytes()), "the HTML is not what preview writes"


def follows_a_save(browser, shop):
    file = Path(shop, "campaigns", f"{CAMPAIGN}.yaml")
    text = file.read_text()
    subject = re.search(r"^  subject: .*$", text, re.MULTILINE)[0]
    file.write_text(text.replace(subject, "  subject: Saved just now"))
    browser.wait("document.querySelector('#envelope .subject').textContent === 'Saved just now'")
    browser.wait("document.getElementById('status').textContent.includes('saved')")
    # An editor that writes anew and puts the file in the other's place.
    other = file.with_suffix(".new")
    other.write_text(text)
    os.replace(other, file)
    browser.wait("document.querySelector('#envelope .subject').textContent !== 'Saved just now'")


def shows_an_error_and_recovers(browser, shop):
    template = Path(shop, "templates", f"{CAMPAIGN}.html")
    text = template.read_text()
    line = text[: text.index("{{ name }}")].count("\n") + 1
    template.write_text(text.replace("{{ name }}", "{{ name | upcse }}", 1))
    browser.wait("document.querySelector('#trouble .caret')")
    told = browser.value("document.getElementById('trouble').innerText")
    assert f"templates/{CAMPAIGN}.html:{line}:" in told and "upcase" in told and "^" in told, told
    # The place leads to the line.
    browser.value("document.querySelector('#trouble .where button').click()")
    browser.wait("document.getElementById('file').open && document.querySelector('.lines .marked')")
    assert "upcse" in browser.value("document.querySelector('.lines .marked').textContent")
    assert browser.value("[...document.querySelectorAll('.lines li')].indexOf(document.querySelector('.marked'))") == line - 1
    browser.value("document.getElementById('file').close()")
    template.write_text(text)
    browser.wait("document.getElementById('trouble').hidden && document.querySelector('iframe')")
    # So do a broken campaign and broken settings.
    for name in (f"campaigns/{CAMPAIGN}.yaml", "dovetail.yaml"):
        file = Path(shop, name)
        good = file.read_text()
        file.write_text(good + "\nnonsense: [\n")
        browser.wait(f"document.getElementById('trouble').innerText.includes('{name}:')")
        file.write_text(good)
        browser.wait("document.getElementById('trouble').hidden && document.querySelector('iframe')")


def finds_and_links(browser, shop):
    """A finding in a rendered email leads to the partial it came from."""
    partial = Path(shop, "templates", "partials", "footer.html")
    text = partial.read_text()
    partial.write_text(text + '\n<p class="tests"><a href="http://shop.example/terms">The terms of this shop</a></p>\n')
    line = text.count("\n") + 2
    browser.press("c")
    browser.wait("document.getElementById('check').innerText.includes('http://shop.example/terms')")
    told = browser.value("document.getElementById('check').innerText")
    assert f"templates/partials/footer.html:{line}:" in told, told
    partial.write_text(text)
    browser.wait("!document.getElementById('check').innerText.includes('http://shop.example/terms')")


def fits_a_phone(browser):
    browser.resize(375, 812)
    assert browser.value("document.documentElement.scrollWidth") <= 375
    browser.resize(1280, 900)
    assert browser.value("document.documentElement.scrollWidth") <= 1280


def main():
    # Whoever started this may have blocked the signals that the studio is to hear.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    binary, folder = sys.argv[1:]
    shop = f"{folder}/shop"
    subprocess.run([binary, "init", shop], check=True, stdout=subprocess.DEVNULL)
    studio = subprocess.Popen(
        [binary, "studio", "--shop", shop, "--at", NOW, "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        address = next(found[0] for line in studio.stderr if (found := re.search(r"http://127\S+", line)))
        taken = subprocess.run(
            [binary, "studio", "--shop", shop, "--port", address.split(":")[-1].strip("/")], capture_output=True, text=True
        )
        assert taken.returncode == 64 and "is taken" in taken.stderr, taken.stderr
        keeps_to_the_shop(address, shop)
        look(address, shop, binary)
        studio.send_signal(signal.SIGINT)
        assert studio.wait(10) == 0, f"ended with {studio.returncode}"
    finally:
        studio.kill()
    print("all well")


main()
