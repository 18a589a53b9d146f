// SPDX-License-Identifier: Apache-2.0
#include "asm/image_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <istream>
#include <set>
#include <tuple>

#include "asm/assembler.h"
#include "asm/literals.h"
#include "semantics/processor/isa.h"

namespace hv::assembly {
namespace {

constexpr const char* kFirstLine = "hv-image 1";
constexpr std::size_t kDigits = 16;     // of a word
constexpr std::size_t kLongest = 8300;  // bytes of a line: a local name and its value

class Reader {
 public:
  Reader(std::istream& in, const std::string& name, Word most_words) : in_(in), name_(name), most_words_(most_words) {}

  Image read() {
    if (!next() || text_ != kFirstLine) fail(std::string("this is no image; expected '") + kFirstLine + "'");
    if (!next() || key() != "entry") fail("the entry is missing; expected 'entry NUMBER'");
    image_.entry = number(argument());
    while (next()) {
      if (key() == "end") return end();
      if (key() == "org")
        begin_block();
      else if (key() == "symbol")
        add_label();
      else
        add_word();
    }
    fail("the file is cut off; expected 'end WORDS' as its last line");
  }

 private:
  [[noreturn]] void fail(const std::string& text) const {
    throw ImageError(name_ + ":" + std::to_string(line_) + ": " + text);
  }

  bool next() {
    ++line_;
    text_.clear();
    char c = 0;
    while (in_.get(c)) {
      if (c == '\n') return true;
      text_ += c;
      if (text_.size() > kLongest)
        fail("the line is too long; expected at most " + std::to_string(kLongest) + " bytes");
    }
    return !text_.empty();
  }

  std::string key() const { return text_.substr(0, text_.find(' ')); }
  std::string argument() const {
    const std::size_t blank = text_.find(' ');
    return blank == std::string::npos ? "" : text_.substr(blank + 1);
  }

  Word number(const std::string& text) const {
    Word value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc{} || end != text.data() + text.size())
      fail("'" + printable(text.substr(0, 40)) + "' is no number; expected a decimal number below 2^64");
    return value;
  }

  void begin_block() {
    const Word at = number(argument());
    if (!image_.labels.empty()) fail("a block behind symbols; expected the blocks first");
    if (at > isa::kNameMask) fail("the address is too large; expected at most " + std::to_string(isa::kNameMask));
    if (!image_.blocks.empty()) {
      const Block& last = image_.blocks.back();
      if (last.words.empty()) fail("the block before has no words; expected at least one");
      if (at < last.at + last.words.size())
        fail("the block begins before the last one ends; expected an address from " +
             std::to_string(last.at + last.words.size()) + " on");
    }
    image_.blocks.push_back({at, {}});
  }

  void add_word() {
    const bool hexadecimal = text_.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (text_.size() != kDigits || !hexadecimal)
      fail("'" + printable(text_.substr(0, 40)) + "' is no word; expected 16 hexadecimal digits, org, symbol or end");
    if (image_.blocks.empty() || !image_.labels.empty())
      fail("a word outside a block; expected 'org ADDRESS' before it");
    if (++words_ > most_words_)
      fail("the image is too large; expected at most " + std::to_string(most_words_) + " words");
    Block& block = image_.blocks.back();
    if (block.words.size() > isa::kNameMask - block.at)
      fail("the block reaches beyond the last address; expected it lower");
    Word value = 0;
    std::from_chars(text_.data(), text_.data() + kDigits, value, 16);
    block.words.push_back(value);
  }

  void add_label() {
    const std::string rest = argument();
    const std::size_t blank = rest.find(' ');
    const std::string label = rest.substr(0, blank);
    if (blank == std::string::npos || !is_symbol_name(label))
      fail("the symbol is not complete; expected 'symbol NAME VALUE'");
    if (!names_.insert(label).second) fail("the symbol " + label + " is there twice; expected different names");
    image_.labels.push_back({label, number(rest.substr(blank + 1))});
  }

  Image end() {
    const Word count = number(argument());
    if (count != words_)
      fail("there are " + std::to_string(words_) + " words, not " + std::to_string(count) + "; the file is damaged");
    if (!image_.blocks.empty() && image_.blocks.back().words.empty())
      fail("the last block has no words; expected at least one");
    if (next()) fail("something follows the end; expected nothing");
    std::sort(image_.labels.begin(), image_.labels.end(),
              [](const Label& a, const Label& b) { return std::tie(a.value, a.name) < std::tie(b.value, b.name); });
    return std::move(image_);
  }

  std::istream& in_;
  const std::string name_;
  const Word most_words_;
  std::size_t line_ = 0;
  std::string text_;
  Image image_;
  Word words_ = 0;
  std::set<std::string> names_;
};

}  // namespace

std::string image_text(const Image& image) {
  std::string text = std::string(kFirstLine) + "\nentry " + std::to_string(image.entry) + "\n";
  Word words = 0;
  for (const Block& block : image.blocks) {
    text += "org " + std::to_string(block.at) + "\n";
    for (const Word word : block.words) {
      char line[kDigits + 2];
      std::snprintf(line, sizeof line, "%016llx\n", static_cast<unsigned long long>(word));
      text += line;
    }
    words += block.words.size();
  }
  for (const Label& label : image.labels) text += "symbol " + label.name + " " + std::to_string(label.value) + "\n";
  return text + "end " + std::to_string(words) + "\n";
}

Image read_image(std::istream& in, const std::string& name, Word most_words) {
  return Reader(in, name, most_words).read();
}

Image read_image_file(const std::string& path, Word most_words) {
  std::ifstream file(path, std::ios::binary);
  file.peek();  // a directory can be opened, but not read
  if (!file.is_open() || file.bad()) throw ImageError(path + ": the file cannot be read; expected an image");
  return read_image(file, path, most_words);
}

}  // namespace hv::assembly
