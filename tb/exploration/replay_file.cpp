// SPDX-License-Identifier: Apache-2.0
#include "exploration/replay_file.h"

#include "exploration/packed_file.h"
#include "explore/one_pass.h"
#include "explore/one_shape.h"
#include "explore/page_walks.h"

namespace hv::tb {
namespace {

ReplayedFile replay_while_read(const std::string& path, const explore::Configuration& configuration,
                               const TraceReading& reading) {
  if (const auto reason = objection(configuration)) throw explore::ReplayImpossible(*reason);
  ReplayedFile file{{}, 0, explore::TracePages(configuration.machine.page_words, configuration.block_bits()), {}};
  WindowReader reader(path, configuration.trace, reading);
  explore::OneShape pass(configuration, file.pages);
  const std::uint64_t warm_up = configuration.trace.warm_up;
  explore::WarmedUp<explore::OneShape> warmed_up(pass, warm_up);
  const trace::Reference* next = nullptr;
  while (const std::size_t count = reader.next(next))
    warmed_up.take(count, [&](std::size_t begin, std::size_t end) {
      const trace::Reference* const first = next + begin;
      pass.take_new(file.pages, end - begin, [=](std::size_t i) { return as_replayed(first[i]); });
    });
  file.references = warmed_up.taken();
  if (const auto reason = explore::warm_up_objection(warm_up, file.references))
    throw explore::ReplayImpossible(*reason);
  file.hash = reader.hash();
  file.result = pass.result();
  return file;
}

}  // namespace

ReplayedFile replay_file(const std::string& path, const explore::Configuration& configuration,
                         const TraceReading& reading, const FileProgress& progress) {
  if (explore::is_for_one_shape({configuration})) return replay_while_read(path, configuration, reading);
  const LoadedTrace loaded =
      load_trace(path, configuration.machine.page_words, configuration.trace, configuration.block_bits(), reading);
  const explore::CompactTrace& trace = loaded.trace;
  const auto told = [&](std::uint64_t done) {
    if (progress) progress(done, trace.size());
  };
  return {explore::replay(configuration, trace, {}, told), trace.size(), trace, loaded.hash};
}

}  // namespace hv::tb
