// SPDX-License-Identifier: Apache-2.0
// A platform of somebody else: an own initiator, the composer and the VMID unit, an own memory. One VM with a page
// table of two pages is entered through the VMID unit's register file, and a word is read through its map.
#include <systemc/composer_module.h>
#include <systemc/memory_module.h>
#include <systemc/vmid_module.h>

#include <iostream>

namespace {

constexpr hv::Word kPage = 512;

struct Initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<Initiator> data{"data"}, commands{"commands"};
  hv::Word seen = 0;
  bool refused = false;

  explicit Initiator(sc_core::sc_module_name name) : sc_module(name) {
    SC_HAS_PROCESS(Initiator);
    SC_THREAD(run);
  }

  template <class Socket>
  bool transfer(Socket& socket, tlm::tlm_command command, hv::Word address, hv::Word& word) {
    tlm::tlm_generic_payload payload;
    hv::sc::prepare(payload, command, address, &word, 8);
    sc_core::sc_time delay;
    socket->b_transport(payload, delay);
    wait(delay);
    return payload.is_response_ok();
  }

  void run() {
    hv::Word syllable = 1, unused = 0;
    transfer(commands, tlm::TLM_WRITE_COMMAND, hv::sc::vmid_registers::kSyllable, syllable);
    transfer(data, tlm::TLM_READ_COMMAND, (kPage + 5) * 8, seen);
    refused = !transfer(data, tlm::TLM_READ_COMMAND, 0, unused);
    sc_core::sc_stop();
  }
};

}  // namespace

int sc_main(int, char**) {
  hv::ComposerConfig composer_config;
  hv::VmidConfig vmid_config;
  const hv::Timing timing;
  hv::sc::VmidModule vmid("vmid", vmid_config, timing);
  hv::sc::ComposerModule composer("composer", composer_config, timing, vmid.vmid());
  hv::sc::MemoryModule memory("memory", 8 * kPage, timing.memory);
  Initiator initiator("initiator");
  initiator.data.bind(composer.from_processor);
  initiator.commands.bind(vmid.from_processor);
  vmid.to_composer.bind(composer.from_vmid_unit);
  composer.to_memory.bind(memory.from_bus);
  vmid.unit().observe(&composer.composer());

  const auto put = [&](hv::Word name, hv::Word word) { memory.words().write(hv::RealName{name}, word); };
  put(0, 16);   // ROOT
  put(16, 1);   // VMTAB: one VM,
  put(17, 32);  // whose VMCB is here:
  put(32 + hv::layout::kTable, 64);
  put(32 + hv::layout::kPages, 2);
  put(64, hv::kAbsentBit);  // page 0: t
  put(65, 3 * kPage);       // page 1
  put(3 * kPage + 5, 999);
  sc_core::sc_start();
  std::cout << "read " << initiator.seen << (initiator.refused ? ", page 0 refused" : ", page 0 NOT refused") << '\n';
  return initiator.seen == 999 && initiator.refused ? 0 : 1;
}
