// SPDX-License-Identifier: Apache-2.0
#include "platform/replay_run.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <cmath>

#include "systemc/bus_module.h"
#include "systemc/composer_module.h"
#include "systemc/memory_module.h"
#include "systemc/vmid_module.h"

namespace hv::tb {
namespace {

using explore::ReplayReference;

/// Enters the nest through the VMID unit's registers, then sends the references, running ahead of the
/// kernel's time by up to the global quantum.
class ReplayInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<ReplayInitiator> to_composer{"to_composer"};
  tlm_utils::simple_initiator_socket<ReplayInitiator> to_vmid_unit{"to_vmid_unit"};

  ReplayInitiator(sc_core::sc_module_name name, const explore::CompactTrace& trace, std::optional<Word> syllable,
                  MapComposer& composer, std::uint64_t warm_up, const explore::ReplayProgress& progress)
      : sc_module(name),
        stream_(trace),
        syllable_(syllable),
        composer_(composer),
        warm_up_(warm_up),
        progress_(progress) {
    SC_HAS_PROCESS(ReplayInitiator);
    SC_THREAD(run);
    payload_.set_extension(report_);  // the payload owns it
  }

  bool failed() const { return failed_; }
  /// Throws what reading the trace threw: nothing may leave a process of SystemC.
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }
  sc_core::sc_time begin() const { return begin_; }

 private:
  static constexpr std::uint64_t kProgressMask = (1u << 18) - 1;

  void run() {
    failed_ = !enter();
    begin_counting();
    const sc_core::sc_time quantum = tlm::tlm_global_quantum::instance().get();
    ReplayReference reference;
    while (!failed_ && next(reference)) {
      send(reference);
      if (stream_.done() == warm_up_) begin_counting();
      if (delay_ >= quantum) wait_for_delay();
    }
    wait_for_delay();
    sc_core::sc_stop();
  }

  bool next(ReplayReference& reference) {
    try {
      return stream_.next(reference);
    } catch (...) {
      error_ = std::current_exception();
      return false;
    }
  }

  void begin_counting() {
    wait_for_delay();
    composer_.reset_counters();
    begin_ = sc_core::sc_time_stamp();
  }

  void wait_for_delay() {
    wait(delay_);
    delay_ = sc_core::SC_ZERO_TIME;
  }

  bool enter() {
    if (!syllable_) return true;
    Word outcome = ~Word{0};
    return command(tlm::TLM_WRITE_COMMAND, sc::vmid_registers::kSyllable, *syllable_) &&
           command(tlm::TLM_READ_COMMAND, sc::vmid_registers::kOutcome, outcome) &&
           outcome == sc::vmid_registers::entered;
  }

  bool command(tlm::tlm_command command, Word address, Word& word) {
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay;
    sc::prepare(payload, command, address, &word, sc::kWordBytes);
    to_vmid_unit->b_transport(payload, delay);
    wait(delay);
    return payload.is_response_ok();
  }

  void send(const ReplayReference& reference) {
    const bool write = reference.kind == AccessKind::write;
    Word word = 0;
    sc::prepare(payload_, write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, reference.name * sc::kWordBytes,
                &word, sc::kWordBytes);
    report_->fetch = reference.kind == AccessKind::fetch;
    report_->by_process = false;
    report_->tag_page = reference.tag_page;
    to_composer->b_transport(payload_, delay_);
    failed_ = !payload_.is_response_ok();
    if (progress_ && (stream_.done() & kProgressMask) == 0) progress_(stream_.done());
  }

  explore::ReplayStream stream_;
  std::optional<Word> syllable_;
  MapComposer& composer_;
  std::uint64_t warm_up_;
  const explore::ReplayProgress& progress_;
  tlm::tlm_generic_payload payload_;
  sc::AccessReport* report_ = new sc::AccessReport;
  sc_core::sc_time begin_;
  sc_core::sc_time delay_;  ///< how far ahead of the kernel's time
  bool failed_ = false;
  std::exception_ptr error_;
};

}  // namespace

explore::RunResult replay_through_systemc(const explore::Configuration& configuration,
                                          const explore::CompactTrace& trace, const explore::ReplayProgress& progress) {
  const explore::ReplaySetup setup = explore::replay_setup(configuration, trace);
  if (const auto reason = explore::warm_up_objection(configuration.trace.warm_up, trace.size()))
    throw explore::ReplayImpossible(*reason);
  const MachineConfig& machine = setup.machine;
  sc::VmidModule vmid("vmid_unit", machine.vmid(isa::kProcessorWords, isa::kTimerWord), machine.latencies());
  sc::ComposerModule composer("composer", machine.composer(), machine.latencies(), vmid.vmid());
  sc::BusModule bus("bus", machine.timing.bus);
  sc::MemoryModule memory("memory", machine.memory_words(), machine.timing.memory);
  ReplayInitiator initiator("initiator", trace, setup.nest.entry_syllable(), composer.composer(),
                            configuration.trace.warm_up, progress);
  initiator.to_composer.bind(composer.from_processor);
  initiator.to_vmid_unit.bind(vmid.from_processor);
  vmid.to_composer.bind(composer.from_vmid_unit);
  composer.to_memory.bind(bus.from_initiators);
  bus.add_target(memory.from_bus, 0, machine.memory_words() * sc::kWordBytes);
  vmid.unit().observe(&composer.composer());
  setup.nest.build([&](RealName name, Word word) { memory.words().write(name, word); }, setup.nest.resumable());
  tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
  sc_core::sc_start();
  initiator.rethrow();
  if (initiator.failed())
    throw explore::ReplayImpossible("a reference has no real name: a table of the nest is damaged");
  const double cycles = (sc_core::sc_time_stamp() - initiator.begin()) / sc::Clock{}.cycle;
  return {composer.composer().counters(), static_cast<std::uint64_t>(std::llround(cycles)),
          composer.composer().real_digest()};
}

}  // namespace hv::tb
