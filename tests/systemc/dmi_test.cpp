// SPDX-License-Identifier: Apache-2.0
// Direct memory pointers: never through the composer.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

class Dmi : public Simulation {
 protected:
  Rig rig;
};

TEST_F(Dmi, IsRefusedThroughTheComposer) {
  simulate([this] {
    for (const bool beneath_vms : {false, true}) {
      if (beneath_vms) {
        ASSERT_EQ(rig.enter(), reg::entered);
      }
      tlm::tlm_dmi grant;
      grant.allow_read_write();
      EXPECT_FALSE(rig.processor.ask_dmi(tlm::TLM_READ_COMMAND, 40, grant));
      EXPECT_TRUE(grant.is_none_allowed());
      EXPECT_LE(grant.get_start_address(), 40u);
      EXPECT_GE(grant.get_end_address(), 40u);
      EXPECT_FALSE(rig.processor.ask_dmi(tlm::TLM_WRITE_COMMAND, 40, grant));
      EXPECT_EQ(rig.memory.dmi_requests, 0u);
    }
  });
}

TEST_F(Dmi, IsHintedInNoResponse) {
  simulate([this] {
    Bytes data(8);
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint) << "the memory said that it was allowed";
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.write(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.read(rig.level_bytes(), data), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.transport(tlm::TLM_IGNORE_COMMAND, 0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
  });
}

TEST_F(Dmi, InvalidationByTheMemoryStopsAtTheComposer) {
  simulate([this] {
    rig.memory.invalidate(0, 4095);
    EXPECT_TRUE(rig.processor.invalidated.empty()) << "there is nothing that it could invalidate";
  });
}

TEST_F(Dmi, OtherSocketsGrantNone) {
  simulate([this] {
    tlm::tlm_dmi grant;
    EXPECT_FALSE(rig.registers.ask_dmi(tlm::TLM_READ_COMMAND, 0, grant));
    EXPECT_FALSE(rig.phi.ask_dmi(tlm::TLM_WRITE_COMMAND, 0, grant));
    Bytes data(8);
    EXPECT_EQ(rig.registers.debug(tlm::TLM_READ_COMMAND, 0, data), 0u);
    EXPECT_EQ(rig.phi.debug(tlm::TLM_WRITE_COMMAND, 0, data), 0u);
  });
}

}  // namespace
}  // namespace hv::test
