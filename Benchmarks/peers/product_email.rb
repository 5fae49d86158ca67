# The product email by ruby-liquid: data read and template parsed before.
#
# usage: product_email.rb FOLDER RUNS
require "cgi"
require "json"
require "liquid"

require_relative "liquid_money"

folder, runs = ARGV[0], Integer(ARGV[1])
source = File.read(File.join(__dir__, "product_email.liquid"))
customers = File.readlines(File.join(folder, "product-email.jsonl")).map { |line| JSON.parse(line) }

def seconds_of
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - start
end

parses = Array.new(5 * runs) { seconds_of { Liquid::Template.parse(source, error_mode: :strict) } }
template = Liquid::Template.parse(source, error_mode: :strict)
render = -> { customers.map { |customer| template.render!(customer, filters: [Money]) } }

pages = render.call
seconds = Array.new(runs) { seconds_of { pages = render.call } }
peak = File.read("/proc/self/status")[/VmHWM:\s+(\d+)/, 1].to_i * 1024

# ruby-liquid does not escape by itself: both are compared unescaped.
ours = File.read(File.join(folder, "product-email.html")).split("\0")
equal = ours.zip(pages).count { |mine, theirs| CGI.unescapeHTML(mine) == CGI.unescapeHTML(theirs) }
subject = "ruby-liquid #{Liquid::VERSION}, Ruby #{RUBY_VERSION}"
puts JSON.generate(
  stage: "product email", subject:, unit: "emails", count: pages.size, bytes: pages.sum(&:bytesize), seconds:,
  peakBytes: peak, note: "#{equal} of #{ours.size} pages are the same, entities resolved; it does not escape"
)
puts JSON.generate(
  stage: "product email, parsing", subject:, unit: "templates", count: 1, seconds: parses, peakBytes: peak
)
