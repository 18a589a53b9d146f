// SPDX-License-Identifier: Apache-2.0
// Spirit X3. Only this file includes it: it takes long to compile.
#include "asm/statement.h"

#include <boost/spirit/home/x3.hpp>

#include "asm/literals.h"
#include "asm/mistake.h"

namespace hv::assembly {
namespace {

namespace x3 = boost::spirit::x3;
using Iterator = const char*;
using x3::char_;
using x3::lexeme;
using x3::lit;
using x3::raw;

/// What the actions build up.
struct State {
  Iterator begin;
  const Surroundings* surroundings = nullptr;
  ExpressionBuilder builder;
  std::vector<Operand> operands;
  Head head;
  std::vector<Piece> pieces;

  unsigned column(Iterator at) const { return static_cast<unsigned>(at - begin) + 1; }
};

struct StateTag;

/// The piece of the line that the parser before the action has consumed.
template <typename Context>
Piece piece(Context& context) {
  const auto& range = x3::_attr(context);
  const auto size = static_cast<std::size_t>(range.end() - range.begin());
  return {{range.begin(), size}, x3::get<StateTag>(context).column(range.begin())};
}

template <typename Context>
State& state(Context& context) {
  return x3::get<StateTag>(context);
}

// Tokens
const auto skipper = char_(" \t\r\v\f") | (lit(';') >> *char_);
const auto letter = char_("a-zA-Z_");
const auto name_rest = *char_("a-zA-Z0-9_.");
const auto name = raw[lexeme[-lit('.') >> letter >> name_rest]];
const auto number = raw[lexeme[char_("0-9") >> name_rest]];
const auto character =
    raw[lexeme['\'' >> ((lit('\\') >> char_) | (char_ - char_("'\\"))) >> *(char_ - char_("' \t,;")) >> '\'']];
const auto quoted = raw[lexeme['"' >> *((lit('\\') >> char_) | (char_ - char_("\"\\"))) >> '"']];
const auto register_name = raw[lexeme[char_("rR") >> +char_("0-9") >> !char_("a-zA-Z0-9_.")]];

struct BinaryOperators : x3::symbols<Operator> {
  BinaryOperators() {
    add("*", Operator::multiply)("/", Operator::divide)("%", Operator::remainder)("+", Operator::add)(
        "-", Operator::subtract)("<<", Operator::shift_left)(">>", Operator::shift_right)("<", Operator::less)(
        "<=", Operator::less_equal)(">", Operator::greater)(">=", Operator::greater_equal)("==", Operator::equal)(
        "!=", Operator::unequal)("&", Operator::bit_and)("^", Operator::bit_xor)("|", Operator::bit_or)(
        "&&", Operator::logical_and)("||", Operator::logical_or);
  }
} const binary_operators;

struct UnaryOperators : x3::symbols<Operator> {
  UnaryOperators() { add("-", Operator::negate)("~", Operator::complement)("!", Operator::logical_not); }
} const unary_operators;

// Actions
const auto on_number = [](auto& context) {
  const Piece p = piece(context);
  state(context).builder.operand({Token::Kind::number, {}, p.column, number_value(p.text, p.column)});
};
const auto on_character = [](auto& context) {
  const Piece p = piece(context);
  state(context).builder.operand({Token::Kind::number, {}, p.column, character_value(p.text, p.column)});
};
const auto on_symbol = [](auto& context) {
  const Piece p = piece(context);
  if (is_register_name(p.text))
    throw Mistake{p.column, std::string(p.text) + " is a register; expected a number or a symbol"};
  const Word index = state(context).surroundings->symbol(p.text, p.column);
  state(context).builder.operand({Token::Kind::symbol, {}, p.column, index});
};
const auto on_here = [](auto& context) {
  const Piece p = piece(context);
  const auto here = state(context).surroundings->here;
  if (!here) throw Mistake{p.column, "there is no address here; expected a number"};
  state(context).builder.operand({Token::Kind::number, {}, p.column, *here});
};
const auto on_unary = [](auto& context) {
  const Piece p = piece(context);
  state(context).builder.unary(*unary_operators.find(std::string(p.text)), p.column);
};
const auto on_binary = [](auto& context) {
  const Piece p = piece(context);
  state(context).builder.binary(*binary_operators.find(std::string(p.text)), p.column);
};
const auto on_open = [](auto& context) { state(context).builder.open(piece(context).column); };
const auto on_close = [](auto& context) { state(context).builder.close(); };

const auto on_expression = [](auto& context) {
  Operand operand;
  operand.expression = state(context).builder.take();
  operand.column = operand.expression.column = piece(context).column;
  state(context).operands.push_back(std::move(operand));
};
const auto on_register = [](auto& context) {
  const Piece p = piece(context);
  Operand operand;
  operand.kind = Operand::Kind::general_register;
  operand.column = p.column;
  operand.number = register_number(p.text, p.column);
  state(context).operands.push_back(std::move(operand));
};
const auto on_index = [](auto& context) {
  const Piece p = piece(context);
  Operand& operand = state(context).operands.back();
  operand.index = register_number(p.text, p.column);
  operand.index_column = p.column;
};
const auto on_string = [](auto& context) {
  const Piece p = piece(context);
  Operand operand;
  operand.kind = Operand::Kind::string;
  operand.column = p.column;
  operand.string = string_value(p.text, p.column);
  state(context).operands.push_back(std::move(operand));
};
const auto on_label = [](auto& context) { state(context).head.label = piece(context); };
const auto on_word = [](auto& context) { state(context).head.word = piece(context); };
const auto on_assignment = [](auto& context) { state(context).head.assignment = true; };
const auto on_piece = [](auto& context) { state(context).pieces.push_back(piece(context)); };

// Grammar; the names of the rules stand in messages.
const x3::rule<struct ExpressionRule> expression = "an expression";
const x3::rule<struct TermRule> term = "a number, a symbol or '('";
const x3::rule<struct BehindUnaryRule> term_behind_unary = "a number, a symbol or '('";
const x3::rule<struct CloseRule> closing = "')'";
const x3::rule<struct IndexRule> index_name = "a register";
const x3::rule<struct OperandRule> operand = "an operand";
const x3::rule<struct EndRule> line_end = "the end of the line";
const x3::rule<struct NameRule> plain_name = "a name";

const auto primary = number[on_number] | character[on_character] | name[on_symbol] | raw[lit('.')][on_here] |
                     (raw[lit('(')][on_open] > expression > closing);
const auto term_def = (+raw[unary_operators][on_unary] > term_behind_unary) | primary;
const auto term_behind_unary_def = primary;
const auto expression_def = term >> *(raw[binary_operators][on_binary] > term);
const auto closing_def = raw[lit(')')][on_close];
const auto index_name_def = register_name[on_index];
const auto operand_def = quoted[on_string] | register_name[on_register] |
                         (raw[expression][on_expression] >> -(lit('(') > index_name > lit(')')));
const auto line_end_def = x3::eoi;
const auto plain_name_def = raw[lexeme[letter >> *char_("a-zA-Z0-9_")]][on_piece];
BOOST_SPIRIT_DEFINE(expression, term, term_behind_unary, closing, index_name, operand, line_end, plain_name)

const auto head_rule = -(raw[name >> &lit(':')][on_label] >> ':') >>
                       -(name[on_word] >> -(lit('=') >> !lit('=') >> x3::eps[on_assignment]));
const auto operands_rule = x3::eoi | (x3::eps > operand > *(',' > operand) > line_end);
const auto names_rule = x3::eps > plain_name > -(plain_name > *(',' > plain_name)) > line_end;
const x3::rule<struct ArgumentRule> argument = "an argument";
const auto argument_def = raw[lexeme[+(quoted | character | (char_ - char_(",;\"'")))]][on_piece];
BOOST_SPIRIT_DEFINE(argument)
const auto arguments_rule = x3::eoi | (x3::eps > argument > *(',' > argument) > line_end);

std::string found_at(Iterator at, Iterator end) {
  while (at != end && std::string_view(" \t\r\v\f").find(*at) != std::string_view::npos) ++at;
  if (at == end || *at == ';') return "the line ends here";
  Iterator stop = at + 1;
  const auto is_word = [](char c) { return std::string_view(" \t\r,;()\"'").find(c) == std::string_view::npos; };
  while (stop != end && stop - at < 20 && is_word(*at) && is_word(*stop)) ++stop;
  return "unexpected '" + printable({at, static_cast<std::size_t>(stop - at)}) + "'";
}

/// Parses all of the line from `from` on.
template <typename Rule>
State parse(const Rule& rule, std::string_view line, std::size_t from, const Surroundings* surroundings) {
  State result;
  result.begin = line.data();
  result.surroundings = surroundings;
  Iterator at = line.data() + from;
  const Iterator end = line.data() + line.size();
  try {
    x3::phrase_parse(at, end, x3::with<StateTag>(result)[rule], skipper);
  } catch (const x3::expectation_failure<Iterator>& failure) {
    Iterator where = failure.where();
    while (where != end && std::string_view(" \t\r\v\f").find(*where) != std::string_view::npos) ++where;
    if (where != end && *where == '"' && failure.which() != line_end.name)
      throw Mistake{result.column(where), "the string does not end in this line; expected a second '\"'"};
    throw Mistake{result.column(where), found_at(where, end) + "; expected " + failure.which()};
  }
  result.head.rest = static_cast<std::size_t>(at - line.data());
  return result;
}

}  // namespace

Head parse_head(std::string_view line) { return parse(head_rule, line, 0, nullptr).head; }

std::vector<Operand> parse_operands(std::string_view line, std::size_t from, const Surroundings& surroundings) {
  return parse(operands_rule, line, from, &surroundings).operands;
}

std::vector<Piece> parse_names(std::string_view line, std::size_t from) {
  return parse(names_rule, line, from, nullptr).pieces;
}

std::vector<Piece> parse_arguments(std::string_view line, std::size_t from) {
  std::vector<Piece> pieces = parse(arguments_rule, line, from, nullptr).pieces;
  for (Piece& each : pieces)
    while (!each.text.empty() && std::string_view(" \t\r\v\f").find(each.text.back()) != std::string_view::npos)
      each.text.remove_suffix(1);
  return pieces;
}

}  // namespace hv::assembly
