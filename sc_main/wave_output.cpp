// SPDX-License-Identifier: Apache-2.0
#include "wave_output.h"

#include "explore/parameters.h"
#include "explore/value_text.h"

namespace hv::cli {
namespace {

using sc_core::sc_time;

constexpr std::uint64_t kWindow = 1000;  ///< instructions from a trigger on, unless said otherwise

/// "1500ns", "20us", "3ms", "1s"; a number alone is ns. Throws explore::ParameterError.
sc_time parse_time(const std::string& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  const auto known = {std::pair{"", 1ull}, {"ns", 1ull}, {"us", 1000ull}, {"ms", 1000000ull}, {"s", 1000000000ull}};
  for (const auto& [name, ns] : known) {
    if (unit != name || digits == 0) continue;
    const sc_dt::uint64 units = sc_time(1, sc_core::SC_NS).value() * ns;
    return sc_time::from_value(explore::parse_number(text.substr(0, digits), 0, ~sc_dt::uint64{0} / units - 1) * units);
  }
  throw explore::ParameterError("'" + text + "' is no time: a whole number and ns, us, ms or s; without a unit, ns");
}

/// What `parse` makes of the option's value; errors name the option.
template <class Parse>
auto parsed(const CommandLine& line, const std::string& option, Parse parse) {
  const auto text = line.value(option);
  std::optional<decltype(parse(*text))> value;
  try {
    if (text) value = parse(*text);
  } catch (const explore::ParameterError& error) {
    throw UsageError("--" + option + ": " + error.what());
  }
  return value;
}

std::uint64_t parse_count(const std::string& text) { return explore::parse_number(text, 1, tb::Start::kForever); }

void need(const CommandLine& line, const std::string& option, const std::string& other) {
  if (line.has(option) && !line.has(other)) throw UsageError("--" + option + " needs --" + other);
}

void refuse_both(const CommandLine& line, const std::string& option, const std::string& other) {
  if (line.has(option) && line.has(other)) throw UsageError("--" + option + " cannot be with --" + other);
}

void check_options(const CommandLine& line) {
  for (const char* option : {"vcd-from", "vcd-to", "vcd-trigger", "vcd-before", "vcd-window"})
    need(line, option, "vcd");
  for (const char* option : {"vcd-before", "vcd-window"}) need(line, option, "vcd-trigger");
  for (const char* option : {"vcd-from", "vcd-to"}) refuse_both(line, option, "vcd-trigger");
}

/// Where the trigger is, which is looked for in a run ahead.
void find_window(WaveRequest& request, const tb::Scenario& scenario, std::uint64_t max_attempts) {
  if (!request.trigger) return;
  tb::TriggerSearch search;
  try {
    search = tb::find_trigger(scenario, *request.trigger, max_attempts);
  } catch (const explore::ParameterError& error) {
    throw UsageError(std::string("--vcd-trigger: ") + error.what());
  }
  if (!search.attempt)
    throw UsageError("--vcd-trigger: this happens " + std::to_string(search.happened) + " times in the whole run");
  const std::uint64_t at = *search.attempt;
  request.from.attempts = at - std::min(at, request.before);
  request.to.attempts = at + std::min(tb::Start::kForever - at, request.from_it_on);
}

}  // namespace

std::vector<Option> wave_options() {
  return {{"vcd", "F.vcd", "write waves for GTKWave (save files: traces/); F.fst: in its compressed format"},
          {"vcd-from", "T", "of the instructions that begin at this time or later (1500ns, 20us, 3ms; 15 is 15ns)"},
          {"vcd-to", "T", "of those that begin before this time"},
          {"vcd-trigger", "EVENT", "from the instruction on in which it happens; vm-fault:3 is the third VM-fault"},
          {"vcd-before", "N", "and of N instructions before it (default 0)"},
          {"vcd-window", "N", "of N instructions from it on (default 1000)"}};
}

std::optional<WaveRequest> wave_request(const CommandLine& line) {
  check_options(line);
  const auto path = line.value("vcd");
  if (!path) return std::nullopt;
  WaveRequest request;
  request.path = *path;
  request.trigger = parsed(line, "vcd-trigger", tb::parse_trigger);
  request.before = parsed(line, "vcd-before", parse_count).value_or(0);
  request.from_it_on = parsed(line, "vcd-window", parse_count).value_or(kWindow);
  const sc_time from = parsed(line, "vcd-from", parse_time).value_or(sc_core::SC_ZERO_TIME);
  if (line.has("vcd-from")) request.from = {tb::Start::kForever, from};
  if (const auto to = parsed(line, "vcd-to", parse_time)) {
    if (*to <= from) throw UsageError("--vcd-to must be later than --vcd-from, or than 0 ns");
    request.to = {tb::Start::kForever, *to};
  }
  return request;
}

WaveOutput::WaveOutput(WaveRequest request, const tb::Scenario& scenario, std::uint64_t max_attempts,
                       tb::ScenarioRun& run, unsigned levels)
    : run_(run),
      outside_(run.machine().cpu.execution()),
      file_(request.path),
      recorder_(
          run.machine(), [this](std::string_view text) { file_.write(text); }, levels,
          tb::Symbols(scenario.labels, scenario.config.phi_form)) {
  find_window(request, scenario, max_attempts);
  run.at(request.from, [this](std::uint64_t attempted) {
    run_.machine().cpu.set_execution(sc::CpuModule::Execution::lock_step);
    recorder_.attach(attempted);
  });
  run.at(request.to, [this](std::uint64_t) {
    recorder_.detach();
    run_.machine().cpu.set_execution(outside_);
  });
}

void WaveOutput::commit() {
  recorder_.finish();
  if (!recorder_.has_recorded())
    throw UsageError("--vcd-from, --vcd-to: no instruction began in this time; the run ended at " +
                     sc_core::sc_time_stamp().to_string());
  file_.commit();
}

}  // namespace hv::cli
