// SPDX-License-Identifier: Apache-2.0
#include "exploration/replay_file.h"

#include "exploration/load_trace.h"
#include "explore/one_pass.h"

namespace hv::tb {

explore::RunResult replay_loaded(const explore::Configuration& configuration, const explore::CompactTrace& trace,
                                 const explore::ReplayProgress& progress) {
  if (explore::one_pass_objection({configuration})) return explore::replay(configuration, trace, {}, progress);
  return explore::one_pass({configuration}, trace, progress).front();
}

ReplayedFile replay_file(const std::string& path, const explore::Configuration& configuration, TraceHash hash,
                         trace::Reading reading, const explore::ReplayProgress& progress) {
  const LoadedTrace loaded = load_trace(path, configuration.machine.page_words, configuration.trace,
                                        configuration.block_bits(), hash, reading);
  const explore::CompactTrace& trace = loaded.trace;
  return {replay_loaded(configuration, trace, progress),
          trace.size(),
          trace.pages(),
          trace.page_words(),
          trace.straddling(),
          loaded.hash};
}

}  // namespace hv::tb
