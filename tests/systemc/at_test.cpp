// SPDX-License-Identifier: Apache-2.0
// Approximately timed neighbours: an initiator that speaks nb_transport only, and a target that does.
#include <tlm_utils/simple_target_socket.h>

#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

/// A four-phase initiator of the base protocol, with payloads from a pool as nb_transport requires.
class AtInitiator : public sc_core::sc_module, private tlm::tlm_bw_transport_if<>, private tlm::tlm_mm_interface {
 public:
  tlm::tlm_initiator_socket<> socket{"socket"};
  explicit AtInitiator(sc_core::sc_module_name name) : sc_module(name) { socket.bind(*this); }

  tlm::tlm_response_status transport(tlm::tlm_command command, Address address, Bytes& data) {
    auto* const payload = new tlm::tlm_generic_payload(this);
    payload->acquire();
    sc::prepare(*payload, command, address, data.data(), static_cast<unsigned>(data.size()));
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay(3, sc_core::SC_NS);
    const tlm::tlm_sync_enum answer = socket->nb_transport_fw(*payload, phase, delay);
    if (answer != tlm::TLM_COMPLETED && !(answer == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP)) wait(response_);
    EXPECT_EQ(payload->get_address(), address);
    const tlm::tlm_response_status status = payload->get_response_status();
    phase = tlm::END_RESP;
    delay = sc_core::SC_ZERO_TIME;
    if (answer != tlm::TLM_COMPLETED) socket->nb_transport_fw(*payload, phase, delay);
    payload->release();
    return status;
  }
  unsigned freed = 0;

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    if (phase == tlm::BEGIN_RESP) response_.notify(delay);
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  void free(tlm::tlm_generic_payload* payload) override {
    ++freed;
    delete payload;
  }
  sc_core::sc_event response_;
};

class AtBehind : public Simulation {
 protected:
  AtBehind() {
    processor.socket.bind(composer.from_processor);
    registers.socket.bind(vmid.from_processor);
    vmid.to_composer.bind(composer.from_vmid_unit);
    composer.to_memory.bind(memory.socket);
    vmid.unit().observe(&composer.composer());
    nest.build([this](RealName name, Word word) { memory.put(name.value, word); }, nest.resumable());
  }
  explore::Nest nest = nest_of({});
  AtInitiator processor{"processor"}, registers{"registers"};
  ForeignMemory memory{"memory", nest.real_pages() * 512};
  sc::VmidModule vmid{"vmid", VmidConfig{16, 64, RegistersPolicy::name, 19}, Timing{}};
  sc::ComposerModule composer{"composer", composer_config({}), Timing{}, vmid.vmid()};
};

TEST_F(AtBehind, ANonBlockingInitiatorIsServed) {
  simulate([this] {
    Bytes one{1, 0, 0, 0, 0, 0, 0, 0};
    ASSERT_EQ(registers.transport(tlm::TLM_WRITE_COMMAND, reg::kSyllable, one), tlm::TLM_OK_RESPONSE);
    ASSERT_EQ(vmid.vmid().depth(), 2u);
    for (Address address = 0; address < 2048; address += 171) {
      Bytes data{static_cast<unsigned char>(address), 5, 6}, back(3);
      ASSERT_EQ(processor.transport(tlm::TLM_WRITE_COMMAND, address, data), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(memory.at(nest.real(2, address / 8).value * 8 + address % 8, 3), data);
      const sc_core::sc_time before = sc_core::sc_time_stamp();
      ASSERT_EQ(processor.transport(tlm::TLM_READ_COMMAND, address, back), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(back, data);
      EXPECT_EQ(sc_core::sc_time_stamp() - before, sc_core::sc_time(3 + 10 + 10 + 30, sc_core::SC_NS)) << "a hit";
    }
    Bytes data(8);
    EXPECT_EQ(processor.transport(tlm::TLM_READ_COMMAND, 2048, data), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(processor.transport(tlm::TLM_READ_COMMAND, 511, data), tlm::TLM_BURST_ERROR_RESPONSE);
    sc_core::wait(1, sc_core::SC_US);
    EXPECT_EQ(processor.freed, 2u * 12 + 2) << "a payload that nobody let go of";
  });
}

/// A memory that answers by nb_transport only, a while after the request.
class AtMemory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<AtMemory> socket{"socket"};
  explicit AtMemory(sc_core::sc_module_name name) : sc_module(name) {
    SC_HAS_PROCESS(AtMemory);
    socket.register_nb_transport_fw(this, &AtMemory::request);
    SC_THREAD(respond);
  }
  std::map<Address, unsigned char> bytes;

 private:
  tlm::tlm_sync_enum request(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::END_RESP) return tlm::TLM_COMPLETED;
    payload.acquire();
    pending_ = &payload;
    requested_.notify(delay + sc_core::sc_time(30, sc_core::SC_NS));
    return tlm::TLM_ACCEPTED;
  }
  void respond() {
    for (;;) {
      wait(requested_);
      for (unsigned i = 0; i < pending_->get_data_length(); ++i) {
        unsigned char& byte = bytes[pending_->get_address() + i];
        if (pending_->is_write()) byte = pending_->get_data_ptr()[i];
        if (pending_->is_read()) pending_->get_data_ptr()[i] = byte;
      }
      pending_->set_response_status(tlm::TLM_OK_RESPONSE);
      tlm::tlm_phase phase = tlm::BEGIN_RESP;
      sc_core::sc_time delay;
      socket->nb_transport_bw(*pending_, phase, delay);
      pending_->release();
    }
  }
  tlm::tlm_generic_payload* pending_ = nullptr;
  sc_core::sc_event requested_;
};

class AtBefore : public Simulation {
 protected:
  AtBefore() {
    processor.socket.bind(composer.from_processor);
    registers.socket.bind(vmid.from_processor);
    vmid.to_composer.bind(composer.from_vmid_unit);
    composer.to_memory.bind(memory.socket);
    vmid.unit().observe(&composer.composer());
    nest.build(
        [this](RealName name, Word word) {
          std::memcpy(eight, &word, 8);
          put(name.value * 8);
        },
        nest.resumable());
  }
  void put(Address address) {
    for (unsigned i = 0; i < 8; ++i) memory.bytes[address + i] = eight[i];
  }
  unsigned char eight[8];
  explore::Nest nest = nest_of({});
  ForeignInitiator processor{"processor"}, registers{"registers"};
  AtMemory memory{"memory"};
  sc::VmidModule vmid{"vmid", VmidConfig{16, 64, RegistersPolicy::name, 19}, Timing{}};
  sc::ComposerModule composer{"composer", composer_config({}), Timing{}, vmid.vmid()};
};

TEST_F(AtBefore, ANonBlockingMemoryServes) {
  simulate([this] {
    ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
    ASSERT_EQ(vmid.vmid().depth(), 2u);
    for (Address address = 0; address < 2048; address += 171) {
      const Bytes data{static_cast<unsigned char>(address), 5, 6};
      ASSERT_EQ(processor.write(address, data), tlm::TLM_OK_RESPONSE);
      Bytes back(3);
      ASSERT_EQ(processor.read(address, back), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(back, data);
      for (unsigned i = 0; i < 3; ++i)
        EXPECT_EQ(memory.bytes[nest.real(2, (address + i) / 8).value * 8 + (address + i) % 8], data[i]);
    }
    const Counters& counted = composer.composer().counters();
    const Word words = counted.references + counted.map_reads + vmid.unit().counters().lvmid_reads;
    EXPECT_GE(sc_core::sc_time_stamp(), sc_core::sc_time(words * 30.0, sc_core::SC_NS)) << "the memory waited";
  });
}

}  // namespace
}  // namespace hv::test
