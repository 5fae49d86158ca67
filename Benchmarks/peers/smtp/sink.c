/* Takes mail and forgets it: one process, one epoll loop, so that it costs as little as can be.
   Postfix's smtp-sink takes 3,000 to 8,000 messages a second and would be what is measured.

   usage: sink [-r MILLISECONDS] [-d MILLISECONDS] [-t CERTIFICATE KEY]
     -r  each answer comes so much later: a round trip's time
     -d  the answer to the final dot comes so much later still: a server's time
     -t  TLS from the first byte
   Prints its port and serves until it is ended. SIGUSR1 makes it print how many messages it took. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWERS 64

struct answer { int64_t due; int length; char text[160]; };

struct client {
    int socket, in_data, line_length, tail, leaving;
    SSL *tls;
    char line[512];
    /* Answers on their way: a ring, in the order in which they are due. */
    struct answer answers[ANSWERS];
    unsigned first, last;
    struct client *next_waiting, *previous_waiting;
    int is_waiting;
};

static int64_t round_trip, server_time;
static SSL_CTX *tls_context;
static volatile sig_atomic_t is_asked;
static long taken;
static struct client *waiting;
static char buffer[262144];

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void wait_for_time(struct client *client) {
    if (client->is_waiting) return;
    client->is_waiting = 1;
    client->previous_waiting = NULL;
    client->next_waiting = waiting;
    if (waiting) waiting->previous_waiting = client;
    waiting = client;
}

static void wait_no_more(struct client *client) {
    if (!client->is_waiting) return;
    client->is_waiting = 0;
    if (client->previous_waiting) client->previous_waiting->next_waiting = client->next_waiting;
    else waiting = client->next_waiting;
    if (client->next_waiting) client->next_waiting->previous_waiting = client->previous_waiting;
}

static void leave(struct client *client) {
    wait_no_more(client);
    if (client->tls) SSL_free(client->tls);
    close(client->socket);
    free(client);
}

static void answer(struct client *client, const char *text, int64_t arrival, int64_t extra) {
    int64_t due = arrival + round_trip + extra;
    struct answer *before = client->last != client->first ? &client->answers[(client->last - 1) % ANSWERS] : NULL;
    if (before && before->due > due) due = before->due;
    int length = strlen(text);
    if (before && before->due == due && before->length + length < (int)sizeof before->text) {
        memcpy(before->text + before->length, text, length);
        before->length += length;
        return;
    }
    if (client->last - client->first == ANSWERS) { fprintf(stderr, "sink: too much at once\n"); exit(1); }
    struct answer *next = &client->answers[client->last++ % ANSWERS];
    next->due = due;
    next->length = length;
    memcpy(next->text, text, length);
}

/* Returns 0 where the client is gone. */
static int send_due(struct client *client) {
    char out[ANSWERS * 160];
    int length = 0;
    int64_t time = round_trip || server_time ? now() : INT64_MAX;
    while (client->first != client->last && client->answers[client->first % ANSWERS].due <= time) {
        struct answer *next = &client->answers[client->first++ % ANSWERS];
        memcpy(out + length, next->text, next->length);
        length += next->length;
    }
    if (length > 0) {
        ssize_t sent = client->tls ? SSL_write(client->tls, out, length) : send(client->socket, out, length, MSG_NOSIGNAL);
        if (sent != length) return 0;
    }
    if (client->first != client->last) wait_for_time(client); else wait_no_more(client);
    return !(client->leaving && client->first == client->last);
}

static void command(struct client *client, int64_t arrival) {
    switch (client->line[0] & ~32) {
    case 'E': answer(client, "250-sink\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n", arrival, 0); break;
    case 'D': answer(client, "354 go on\r\n", arrival, 0); client->in_data = 1; client->tail = 2; break;
    case 'Q': answer(client, "221 2.0.0 bye\r\n", arrival, 0); client->leaving = 1; break;
    default: answer(client, "250 2.0.0 well\r\n", arrival, 0);
    }
}

/* How much of "\r\n.\r\n" the bytes so far end with. */
static void take(struct client *client, const char *bytes, int count, int64_t arrival) {
    static const char ending[] = "\r\n.\r\n";
    int at = 0;
    while (at < count) {
        if (client->in_data) {
            if (client->tail == 0) {
                const char *start = memchr(bytes + at, '\r', count - at);
                if (!start) return;
                at = start - bytes + 1;
                client->tail = 1;
                continue;
            }
            char byte = bytes[at++];
            if (byte == ending[client->tail]) client->tail++;
            else client->tail = byte == '\r' ? 1 : 0;
            if (client->tail == 5) {
                client->in_data = 0;
                taken++;
                answer(client, "250 2.0.0 taken\r\n", arrival, server_time);
            }
        } else {
            char byte = bytes[at++];
            if (client->line_length < (int)sizeof client->line) client->line[client->line_length++] = byte;
            if (byte == '\n') {
                command(client, arrival);
                client->line_length = 0;
            }
        }
    }
}

static int receive(struct client *client) {
    for (;;) {
        ssize_t count;
        if (client->tls) {
            if (!SSL_is_init_finished(client->tls)) {
                int code = SSL_accept(client->tls);
                if (code != 1) {
                    int why = SSL_get_error(client->tls, code);
                    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
                }
                if (client->first != client->last && !send_due(client)) return 0;
            }
            count = SSL_read(client->tls, buffer, sizeof buffer);
            if (count <= 0) {
                if (SSL_get_error(client->tls, count) != SSL_ERROR_WANT_READ) return 0;
                break;
            }
        } else {
            count = recv(client->socket, buffer, sizeof buffer, 0);
            if (count == 0) return 0;
            if (count < 0) {
                if (errno != EAGAIN) return 0;
                break;
            }
        }
        take(client, buffer, count, round_trip || server_time ? now() : 0);
        if (!client->tls && count < (ssize_t)sizeof buffer) break;
    }
    return send_due(client);
}

static void welcome(int listener, int poll) {
    int socket;
    while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        int yes = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct client *client = calloc(1, sizeof *client);
        client->socket = socket;
        if (tls_context) {
            client->tls = SSL_new(tls_context);
            SSL_set_fd(client->tls, socket);
            SSL_set_accept_state(client->tls);
        }
        answer(client, "220 sink ESMTP\r\n", now(), 0);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
        epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
        if (!client->tls && !send_due(client)) leave(client);
    }
}

static void ask(int signal) { (void)signal; is_asked = 1; }

static int wait_time(void) {
    if (!waiting) return -1;
    int64_t earliest = INT64_MAX;
    for (struct client *client = waiting; client; client = client->next_waiting) {
        int64_t due = client->answers[client->first % ANSWERS].due;
        if (due < earliest) earliest = due;
    }
    int64_t rest = earliest - now();
    return rest <= 0 ? 0 : rest > INT32_MAX ? INT32_MAX : (int)rest;
}

int main(int count, char **words) {
    for (int at = 1; at < count; at++) {
        if (!strcmp(words[at], "-r") && at + 1 < count) round_trip = atof(words[++at]) * 1000;
        else if (!strcmp(words[at], "-d") && at + 1 < count) server_time = atof(words[++at]) * 1000;
        else if (!strcmp(words[at], "-t") && at + 2 < count) {
            tls_context = SSL_CTX_new(TLS_server_method());
            if (SSL_CTX_use_certificate_chain_file(tls_context, words[at + 1]) != 1
                || SSL_CTX_use_PrivateKey_file(tls_context, words[at + 2], SSL_FILETYPE_PEM) != 1) return 1;
            at += 2;
        } else { fprintf(stderr, "usage: sink [-r MILLISECONDS] [-d MILLISECONDS] [-t CERTIFICATE KEY]\n"); return 64; }
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR1, ask);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024)
        || getsockname(listener, (struct sockaddr *)&address, &length)) { perror("sink"); return 1; }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event events[256];
        int rest = wait_time();
        struct timespec pause = {rest / 1000000, rest % 1000000 * 1000L};
        int found = epoll_pwait2(poll, events, 256, rest < 0 ? NULL : &pause, NULL);
        if (is_asked) { is_asked = 0; printf("%ld\n", taken); fflush(stdout); }
        for (int at = 0; at < found; at++) {
            struct client *client = events[at].data.ptr;
            if (!client) welcome(listener, poll);
            else if (!receive(client)) leave(client);
        }
        int64_t time = waiting ? now() : 0;
        for (struct client *client = waiting, *next; client; client = next) {
            next = client->next_waiting;
            if (client->answers[client->first % ANSWERS].due <= time && !send_due(client)) leave(client);
        }
    }
}
