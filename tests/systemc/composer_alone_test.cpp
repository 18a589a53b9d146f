// SPDX-License-Identifier: Apache-2.0
// The composer by itself: no VMID unit, nothing bound to its optional sockets.
#include "support/foreign.h"
#include "support/simulation.h"
#include "systemc/composer_module.h"

namespace hv::test {
namespace {

class ComposerAlone : public Simulation {
 protected:
  ComposerAlone() {
    processor.socket.bind(composer.from_processor);
    composer.to_memory.bind(memory.socket);
  }

  VmidRegister vmid{16};  // NULL for ever
  ForeignInitiator processor{"processor"};
  ForeignMemory memory{"memory", 4096};
  sc::ComposerModule composer{"composer", ComposerConfig{}, Timing{}, vmid};
};

TEST_F(ComposerAlone, IsTheIdentityAtDepthZero) {
  simulate([this] {
    for (Address address = 0; address < 4000; address += 37) {
      const Bytes data{static_cast<unsigned char>(address), 2, 3};
      ASSERT_EQ(processor.write(address, data), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(memory.at(address, 3), data);
    }
    const Counters& counted = composer.composer().counters();
    EXPECT_EQ(counted.associator_hits + counted.associator_misses + counted.map_reads, 0u) << "bypassed";
  });
}

TEST_F(ComposerAlone, ReportsTheRealMachinesMissingMemory) {
  simulate([this] {
    sc::AccessReport report;
    Bytes data(8);
    EXPECT_EQ(processor.read(4096, data, {{}, {}, &report, sc::AccessReport::ID}), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& missing = std::get<NonexistentMemory>(report.failure.value());
    EXPECT_EQ(missing.real.value, 512u);
    EXPECT_EQ(processor.read(~Address{7}, data), tlm::TLM_ADDRESS_ERROR_RESPONSE) << "the last of all words";
  });
}

TEST_F(ComposerAlone, DebugIsTheIdentityToo) {
  simulate([this] {
    Bytes data{1, 2, 3, 4, 5};
    EXPECT_EQ(processor.debug(tlm::TLM_WRITE_COMMAND, 11, data), 5u);
    EXPECT_EQ(memory.at(11, 5), data);
    EXPECT_EQ(processor.debug(tlm::TLM_READ_COMMAND, ~Address{7}, data), 0u);
  });
}

}  // namespace
}  // namespace hv::test
