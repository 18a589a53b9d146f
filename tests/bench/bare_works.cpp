// SPDX-License-Identifier: Apache-2.0
// What SystemC and TLM cost by themselves, in the guest's rhythm: five fetches and one operand for each
// element.
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <systemc>
#include <tlm>
#include <vector>

#include "guest.h"
#include "systemc/timing.h"
#include "works.h"

namespace hv::bench {
namespace {

using sc_core::sc_time;
using tlm::tlm_generic_payload;

/// A thread that does so many elements' worth of work at each go, then lets sc_start() return.
class ElementThread : public sc_core::sc_module {
 public:
  explicit ElementThread(sc_core::sc_module_name name) : sc_module(name) {
    SC_HAS_PROCESS(ElementThread);
    SC_THREAD(loop);
  }
  std::uint64_t go(Word elements) {
    elements_ = elements;
    go_.notify(sc_core::SC_ZERO_TIME);
    sc_core::sc_start();
    return elements * kElementInstructions;
  }

 protected:
  virtual void element() = 0;

 private:
  void loop() {
    for (;;) {
      while (elements_ == 0) wait(go_);  // the first go() may come before this thread has begun to wait
      for (; elements_ > 0; --elements_) element();
      sc_core::sc_pause();
    }
  }
  sc_core::sc_event go_;
  Word elements_ = 0;
};

// --- transport.bare

class BareMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<BareMemory> in{"in"};
  BareMemory(sc_core::sc_module_name name, std::size_t words) : sc_module(name), words_(words) {
    in.register_b_transport(this, &BareMemory::b_transport);
  }

 private:
  void b_transport(tlm_generic_payload& payload, sc_time& delay) {
    unsigned char* const here = reinterpret_cast<unsigned char*>(words_.data()) + payload.get_address();
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), here, payload.get_data_length());
    if (payload.is_write()) std::memcpy(here, payload.get_data_ptr(), payload.get_data_length());
    delay += latency_;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  std::vector<Word> words_;
  sc_time latency_ = sc::Clock{}(Timing{}.memory);
};

class PassThrough : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<PassThrough> in{"in"};
  tlm_utils::simple_initiator_socket<PassThrough> out{"out"};
  explicit PassThrough(sc_core::sc_module_name name) : sc_module(name) {
    in.register_b_transport(this, &PassThrough::b_transport);
  }

 private:
  void b_transport(tlm_generic_payload& payload, sc_time& delay) { out->b_transport(payload, delay); }
};

/// Where the machine has a composer and a bus, two modules that only pass on.
class BareInitiator final : public ElementThread {
 public:
  static constexpr Word kCode = 0, kArray = 512;
  tlm_utils::simple_initiator_socket<BareInitiator> out{"out"};
  explicit BareInitiator(sc_core::sc_module_name name) : ElementThread(name) {
    payload_.set_command(tlm::TLM_READ_COMMAND);
    payload_.set_data_ptr(reinterpret_cast<unsigned char*>(&word_));
    payload_.set_data_length(sizeof word_);
    payload_.set_streaming_width(sizeof word_);
  }
  std::uint64_t references() const { return references_; }

 private:
  void element() override {
    for (Word i = 0; i < kElementInstructions; ++i) {
      read(kCode + i);
      if (i == 0) read(kArray + index_++ % kGuestWords);
    }
    if (delay_ < quantum_) return;
    wait(delay_);
    delay_ = sc_core::SC_ZERO_TIME;
  }
  void read(Word name) {
    payload_.set_address(name * sizeof word_);
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    out->b_transport(payload_, delay_);
    references_ += payload_.is_response_ok();
  }
  tlm_generic_payload payload_;
  Word word_ = 0, index_ = 0;
  std::uint64_t references_ = 0;
  sc_time delay_, quantum_ = sc::Clock{}(sc::kQuantumCycles);
};

class BareTransport final : public Work {
 public:
  explicit BareTransport(bool quick) : elements_(quick ? 1000 : 200000) {
    initiator_.out.bind(first_.in);
    first_.out.bind(second_.in);
    second_.out.bind(memory_.in);
  }
  std::uint64_t run() override { return done_ += elements_, initiator_.go(elements_); }
  void check() override {
    require(initiator_.references() == done_ * kElementReferences, "a reference was not answered");
  }

 private:
  Word elements_, done_ = 0;
  BareInitiator initiator_{"initiator"};
  PassThrough first_{"first"}, second_{"second"};
  BareMemory memory_{"memory", BareInitiator::kArray + kGuestWords};
};

// --- lockstep.bare

/// After each reference and each instruction, as the processor in lock-step, and for as long.
class Waiter final : public ElementThread {
 public:
  using ElementThread::ElementThread;

 private:
  void element() override {
    for (Word i = 0; i < kElementInstructions; ++i) {
      if (i == 0) wait(reference_);
      wait(reference_);
      wait(instruction_);
    }
  }
  // An access in a VM: associator, φ, bus and memory.
  sc_time reference_ = sc::Clock{}(Timing{}.associator + Timing{}.map_step + Timing{}.bus + Timing{}.memory);
  sc_time instruction_ = sc::Clock{}(Timing{}.instruction);
};

class BareLockstep final : public Work {
 public:
  explicit BareLockstep(bool quick) : elements_(quick ? 100 : 20000) {}
  std::uint64_t run() override { return done_ += elements_, waiter_.go(elements_); }
  void check() override {
    const Word waits = done_ * kElementWaits;
    require(sc_core::sc_delta_count() >= waits && sc_core::sc_delta_count() < waits + waits / 50,
            "the kernel has not waited as often as it should");
  }

 private:
  Word elements_, done_ = 0;
  Waiter waiter_{"waiter"};
};

}  // namespace

std::unique_ptr<Work> make_bare_transport(bool quick) { return std::make_unique<BareTransport>(quick); }
std::unique_ptr<Work> make_bare_lockstep(bool quick) { return std::make_unique<BareLockstep>(quick); }

}  // namespace hv::bench
