// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_merge.h"

#include <algorithm>

#include "explore/value_text.h"

namespace hv::explore {
namespace {

const std::string kShardLine = "# shard: ", kAxisLine = "# axis: ";

struct ShardTable {
  std::string name, text;
  std::string header;  ///< as the shard has it
  std::string whole;   ///< header of the unsplit sweep
  std::vector<std::string> axes;
  Shard shard;
};

[[noreturn]] void refuse(const ShardTable& table, const std::string& what) {
  throw TableError(table.name + ": " + what);
}

/// Of "I/N of P points"; P says nothing that does not follow from the axes.
Shard shard_of(const ShardTable& table, const std::string& text) try {
  return parse_shard(text.substr(0, text.find(' ')));
} catch (const ParameterError& error) {
  refuse(table, "its line '" + kShardLine + text + "' makes no sense: " + error.what());
}

ShardTable read_header(const NamedText& file) {
  ShardTable table{file.name, file.text, {}, {}, {}, {}};
  bool is_shard = false;
  for (std::size_t at = 0; at < file.text.size();) {
    const std::size_t end = std::min(file.text.find('\n', at), file.text.size());
    const std::string line = file.text.substr(at, end - at);
    at = end + 1;
    table.header += line + "\n";
    if (line.compare(0, kShardLine.size(), kShardLine) == 0) {
      table.shard = shard_of(table, line.substr(kShardLine.size()));
      is_shard = true;
      continue;
    }
    table.whole += line + "\n";
    if (line.compare(0, kAxisLine.size(), kAxisLine) == 0) table.axes.push_back(line.substr(kAxisLine.size()));
    if (line.empty() || line[0] != '#') break;
  }
  if (table.axes.empty()) refuse(table, "this is no table that hvsim sweep wrote");
  if (!is_shard)
    refuse(table, "this is no shard: it has no line '" + kShardLine + "I/N …', so the sweep was not split");
  return table;
}

/// With what the rows of the unsplit sweep begin, in order.
std::vector<std::string> keys_of(const ShardTable& table) try {
  std::vector<Axis> axes;
  for (const std::string& text : table.axes) axes.push_back(parse_axis(text));
  std::vector<std::string> keys;
  for (const std::vector<std::string>& values : product(axes)) keys.push_back(row_key(values));
  return keys;
} catch (const ParameterError& error) {
  refuse(table, error.what());
}

/// All of 1/N to N/N once, with one header.
void check_together(const std::vector<ShardTable>& tables) {
  const ShardTable& first = tables.front();
  std::vector<std::string> names(first.shard.count);
  for (const ShardTable& table : tables) {
    const std::string differs = difference(table.whole, first.whole);
    if (!differs.empty())
      refuse(table, "this is of another sweep than " + first.name + ": without the line of the shard, its " + differs);
    if (table.shard.count != first.shard.count)
      refuse(table, "this is shard " + shard_text(table.shard) + ", but " + first.name + " is shard " +
                        shard_text(first.shard));
    std::string& name = names[table.shard.index - 1];
    if (!name.empty()) refuse(table, "shard " + shard_text(table.shard) + " is there already, as " + name);
    name = table.name;
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < names.size() && missing.size() < 10; ++i)
    if (names[i].empty()) missing.push_back(shard_text({i + 1, names.size()}));
  if (missing.empty()) return;
  const bool more = names.size() - tables.size() > missing.size();
  throw TableError("there is no file of shard " + listed(missing) + (more ? " and others" : ""));
}

/// A finished shard is its header and its rows in order; what sweeps write while they run is not.
void check_finished(const ShardTable& table, const SweepTable& rows) {
  if (rows.done() < rows.size())
    refuse(table, "the shard is not finished: it has " + std::to_string(rows.done()) + " of " +
                      std::to_string(rows.size()) + " points (hvsim sweep --resume finishes it)");
  if (rows.text() != table.text)
    refuse(table, "the file is damaged: its rows are not in order, or it ends in half a row");
}

}  // namespace

std::string merge_shards(const std::vector<NamedText>& shards) {
  std::vector<ShardTable> tables;
  for (const NamedText& file : shards) tables.push_back(read_header(file));
  check_together(tables);
  const std::vector<std::string> keys = keys_of(tables.front());
  SweepTable whole(tables.front().whole, keys);
  for (const ShardTable& table : tables) {
    std::vector<std::string> own;
    for (std::size_t i = table.shard.index - 1; i < keys.size(); i += table.shard.count) own.push_back(keys[i]);
    SweepTable rows(table.header, own);
    rows.take(table.name, table.text);
    check_finished(table, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) whole.put(rows.row(i));
  }
  return whole.text();
}

}  // namespace hv::explore
