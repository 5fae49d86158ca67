# The HTML template of build-your-basket by ruby-liquid: data read and template parsed before, partials parsed once.
#
# usage: liquid.rb FOLDER RUNS
require "cgi"
require "json"
require "liquid"

require_relative "liquid_money"

folder, runs = ARGV[0], Integer(ARGV[1])
templates = File.join(folder, "templates")

Partials = Struct.new(:folder) do
  def read_template_file(name) = File.read(File.join(folder, "partials", "#{name}.html"))
end

messages = File.readlines(File.join(folder, "messages.jsonl")).map { |line| JSON.parse(line) }
template = Liquid::Template.parse(File.read(File.join(templates, "build-your-basket.html")), error_mode: :strict)
registers = { file_system: Partials.new(templates), cached_partials: {} }

render = lambda do
  messages.map do |message|
    # Partials see static environments only.
    context = Liquid::Context.build(static_environments: message, registers: registers, rethrow_errors: true)
    context.add_filters(Money)
    template.render!(context)
  end
end

pages = render.call
seconds = Array.new(runs) do
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  pages = render.call
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - start
end
peak = File.read("/proc/self/status")[/VmHWM:\s+(\d+)/, 1].to_i * 1024

# ruby-liquid does not escape by itself: both are compared unescaped.
ours = File.read(File.join(folder, "pages.html")).split("\0")
equal = ours.zip(pages).count { |mine, theirs| CGI.unescapeHTML(mine) == CGI.unescapeHTML(theirs) }
puts JSON.generate(
  stage: "HTML template alone", subject: "ruby-liquid #{Liquid::VERSION}, Ruby #{RUBY_VERSION}", unit: "pages",
  count: pages.size, bytes: pages.sum(&:bytesize), seconds: seconds, peakBytes: peak,
  note: "#{equal} of #{ours.size} pages are the same, entities resolved; it does not escape"
)
