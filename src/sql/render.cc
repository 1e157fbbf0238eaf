#include "sql/render.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"
#include "sql/literal.h"
#include "sql/sql_text.h"
#include "sql/words.h"

namespace semaflow::sql {

using std::string_view_literals::operator""sv;  // its length is known, also behind a `?`

namespace {

class Renderer {
 public:
  Renderer(const Dialect& dialect, ValueStyle style) : dialect_(dialect), style_(style) {}

  Result<Rendered> Run(const Query& query) {
    Statement(query);
    const std::uint32_t max = dialect_.lexical.parameters_max;
    if (max != 0 && values_.size() > max) {
      Fail(ErrorCode::kTooManyParameters,
           "the query has " + std::to_string(values_.size()) + " values, and " +
               std::string(dialect_.name) + " takes " + std::to_string(max),
           "ask for fewer values in one list");
    }
    if (error_) return tl::unexpected(std::move(*error_));
    return Rendered{text_.Take(), std::move(values_)};
  }

 private:
  void Fail(ErrorCode code, std::string message, std::string help) {
    if (error_) return;
    error_ = Error{.code = code,
                   .message = std::move(message),
                   .labels = {},
                   .candidates = {},
                   .help = std::move(help)};
  }
  void Number(std::uint64_t number) { text_.AppendNumber(number); }
  void Identifier(std::string_view name) { AppendIdentifier(text_, name, dialect_.lexical); }
  void Literal(const Value& value) {
    std::string literal;
    AppendLiteral(literal, value, dialect_);
    text_ += literal;
  }

  // --- Clauses.

  void Statement(const Select& select) {
    if (!select.union_all.empty()) return Union(select.union_all);
    if (!select.with.empty()) With(select.with);
    Columns(select);
    Line("\nFROM "sv);
    Table(select.from);
    for (const Join& join : select.joins) {
      Line("\n"sv);
      WriteJoin(join);
    }
    Conditions("\nWHERE "sv, select.where);
    if (select.group_by > 0) GroupBy(select);
    Conditions("\nHAVING "sv, select.having);
    OrderBy(select.order_by);
    if (select.limit) Bound("\nLIMIT "sv, *select.limit);
    if (select.offset) Bound("\nOFFSET "sv, *select.offset);
  }

  // Begins a line of the statement or of the sub-query that is written; `word` begins with '\n'.
  void Line(std::string_view word) {
    if (indent_ == 0) {
      text_ += word;
    } else {
      IndentedLine(word);
    }
  }
  void IndentedLine(std::string_view word) {
    text_ += '\n';
    text_.Append(indent_, ' ');
    text_ += word.substr(1);
  }

  // `(SELECT ...)`, indented.
  void Nested(const Select& select) {
    text_ += '(';
    indent_ += 2;
    Line("\n"sv);
    Statement(select);
    indent_ -= 2;
    Line("\n)"sv);
  }

  void Columns(const Select& select) {
    text_ += select.distinct ? "SELECT DISTINCT"sv : "SELECT"sv;
    if (select.select.size() == 1 && select.select.front().name.empty()) {
      text_ += ' ';
      Write(select.select.front().value, kOrLevel);
      return;
    }
    for (std::size_t i = 0; i < select.select.size(); ++i) {
      const auto& [value, name, is_padding] = select.select[i];
      if (i > 0) text_ += ',';
      Line("\n  "sv);
      in_group_key_ = i < select.group_by;
      Write(value, kOrLevel);
      text_ += " AS ";
      Identifier(name);
    }
    in_group_key_ = false;
  }

  void Source(const model::Source& source) {
    switch (source.kind) {
      case model::Source::Kind::kTable:
        for (std::size_t i = 0; i < source.table_name.size(); ++i) {
          if (i > 0) text_ += '.';
          Identifier(source.table_name[i]);
        }
        return;
      case model::Source::Kind::kSql:
        // The text may end in a comment.
        text_ += "(\n";
        text_ += WithoutEnd(source.sql);
        text_ += "\n)";
        return;
      case model::Source::Kind::kFile:
        if (std::string reads; dialect_.file_source(source.file, reads)) {
          text_ += reads;
          return;
        }
        return Fail(ErrorCode::kUnsupportedByDialect,
                    "file \"" + source.file + "\" is of no kind that " +
                        std::string(dialect_.name) + " reads",
                    std::string(dialect_.file_kinds));
    }
  }

  [[gnu::noinline]] void With(const std::vector<WithEntry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& [name, source, computed, rows] = entries[i];
      text_ += i == 0 ? "WITH "sv : ",\n"sv;
      Identifier(name);
      text_ += " AS ";
      if (rows) {
        Nested(*rows);
        continue;
      }
      if (computed.empty()) {
        Source(*source);
        continue;
      }
      text_ += "(SELECT *";
      for (const ComputedColumn& column : computed) {
        text_ += ", ";
        Write(column.value, kOrLevel);
        text_ += " AS ";
        Identifier(column.name);
      }
      text_ += " FROM ";
      Source(*source);
      const bool is_text = source->kind == model::Source::Kind::kSql;
      if (is_text && !dialect_.has.unnamed_tables) text_ += " AS semaflow_source";
      text_ += ')';
    }
    text_ += '\n';
  }

  void Table(const TableRef& table) {
    const auto& [source, alias, with, derived] = table;
    if (derived) {
      Nested(*derived);
    } else if (with.empty()) {
      Source(*source);
    } else {
      Identifier(with);
    }
    text_ += " AS ";
    Identifier(alias);
  }

  void WriteJoin(const Join& join) {
    const auto& [kind, table, nested, on] = join;
    text_ += WordOf(kind);
    if (!nested.empty()) text_ += '(';
    Table(table);
    for (const Join& part : nested) {
      text_ += ' ';
      WriteJoin(part);
    }
    if (!nested.empty()) text_ += ')';
    if (!on.empty()) text_ += " ON ";
    for (std::size_t i = 0; i < on.size(); ++i) {
      if (i > 0) text_ += " AND ";
      Write(on[i], kNotLevel);
    }
  }

  void Conditions(std::string_view word, const Exprs& conditions) {
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      Line(i == 0 ? word : "\n  AND "sv);
      Write(conditions[i], conditions.size() > 1 ? kNotLevel : kOrLevel);
    }
  }

  void GroupBy(const Select& select) {
    Line("\nGROUP BY "sv);
    std::string_view between;
    for (std::uint32_t i = 0; i < select.group_by; ++i) {
      if (select.select[i].is_padding) continue;
      text_ += between;
      Number(i + 1);
      between = ", "sv;
    }
  }

  [[gnu::noinline]] void Union(const NodeVector<Select>& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) Line("\nUNION ALL"sv);
      if (i > 0) Line("\n"sv);
      const bool apart =
          !parts[i].with.empty() || !parts[i].order_by.empty() || parts[i].limit || parts[i].offset;
      if (apart) {
        Nested(parts[i]);
      } else {
        Statement(parts[i]);
      }
    }
  }

  void Direction(bool descending, NullsPlace nulls) {
    if (descending) text_ += " DESC";
    switch (nulls) {
      case NullsPlace::kNone:
        return;
      case NullsPlace::kFirst:
        text_ += " NULLS FIRST";
        return;
      case NullsPlace::kLast:
        text_ += " NULLS LAST";
        return;
    }
  }

  void OrderBy(const NodeVector<QueryOrder>& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& [column, value, descending, nulls, is_text] = keys[i];
      if (i == 0) {
        Line("\nORDER BY "sv);
      } else {
        text_ += ", ";
      }
      if (column) {
        Number(*column + std::uint64_t{1});
      } else {
        Write(value, kOrLevel);
      }
      Direction(descending, nulls);
    }
  }

  // No table has as many rows as the largest number that the dialect takes.
  void Bound(std::string_view word, std::uint64_t number) {
    Line(word);
    Number(std::min(number, dialect_.lexical.limit_max));
  }

  // --- Expressions.

  // Writes an expression into a place that asks for `level`.
  void Write(const Expr& expr, Level level) {
    if (const auto* column = std::get_if<Column>(&expr.node)) return Node(*column);
    const bool parentheses = level != kOrLevel && LevelOf(expr) < level;
    if (parentheses) text_ += '(';
    std::visit([this](const auto& node) { Node(node); }, expr.node);
    if (parentheses) text_ += ')';
  }

  void List(const Exprs& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ", ";
      Write(items[i], kOrLevel);
    }
  }

  void Node(const Column& column) {
    const auto& [table, name] = column;
    if (!table.empty()) Prefix(table);
    Identifier(name);
  }

  // `o.`: most columns are of the table that was named before.
  void Prefix(std::string_view table) {
    if (table.data() == prefixed_.data() && table.size() == prefixed_.size()) {
      return text_.AppendAgain(prefix_begin_, prefix_bytes_);
    }
    prefixed_ = table;
    prefix_begin_ = text_.size();
    Identifier(table);
    text_ += '.';
    prefix_bytes_ = text_.size() - prefix_begin_;
  }

  void Node(const Constant& constant) {
    const auto& [value, bound] = constant;
    if (!bound || style_ == ValueStyle::kLiterals) return Literal(*value);
    Parameter(value);
    if (!dialect_.lexical.parameters_say_types) return;
    const TypeKind kind = KindOf(*value);
    text_ += "::";
    TypeWord(kind == TypeKind::kUnknown ? TypeKind::kText : kind);
  }

  // A text beside a column is what the column is: a uuid, or a word of an enumeration.
  void Compared(const Expr& side, const Expr& other, Level level) {
    const auto* constant = std::get_if<Constant>(&side.node);
    const bool is_text = constant != nullptr && constant->bound &&
                         style_ == ValueStyle::kParameters &&
                         std::holds_alternative<std::string>(*constant->value) &&
                         std::holds_alternative<Column>(other.node);
    if (is_text) return Parameter(constant->value);
    Write(side, level);
  }

  void Parameter(const Value* value) {
    // A group key and its second writing in HAVING have to be the same parameters, so there is one
    // for all that are equal.
    const auto end = parameters_.begin() + static_cast<std::ptrdiff_t>(group_parameters_);
    const auto known = std::find_if(parameters_.begin(), end,
                                    [value](const Value* key) { return *key == *value; });
    text_ += '$';
    if (known != end) return Number(static_cast<std::uint64_t>(known - parameters_.begin()) + 1);
    if (parameters_.empty()) values_.reserve(8);  // most have fewer
    parameters_.push_back(value);
    values_.push_back(*value);
    if (in_group_key_) group_parameters_ = parameters_.size();
    Number(parameters_.size());
  }

  void Node(const Unary& unary) {
    const auto& [op, operand] = unary;
    switch (op) {
      case UnaryOp::kNegate:
        text_ += '-';
        return Write(*operand, kPostfixLevel);
      case UnaryOp::kNot:
        text_ += "NOT ";
        return Write(*operand, kConcatLevel);
      case UnaryOp::kIsNull:
        Write(*operand, kConcatLevel);
        text_ += " IS NULL";
        return;
      case UnaryOp::kIsNotNull:
        Write(*operand, kConcatLevel);
        text_ += " IS NOT NULL";
        return;
      case UnaryOp::kIsNotTrue:
        Write(*operand, kConcatLevel);
        text_ += " IS NOT TRUE";
        return;
    }
  }

  void Node(const Binary& binary) {
    const auto& [op, left, right] = binary;
    const auto [word, level] = WordOf(op);
    if (level != kTestLevel) {
      Write(*left, level);
      text_ += word;
      return Write(*right, static_cast<Level>(level + 1));
    }
    Compared(*left, *right, kConcatLevel);
    text_ += word;
    Compared(*right, *left, kConcatLevel);
    if (op >= Operator::kLike) text_ += dialect_.lexical.like_end;
  }

  void Node(const Logic& logic) {
    const auto& [all, terms] = logic;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (i > 0) text_ += all ? " AND "sv : " OR "sv;
      Write(terms[i], all ? kNotLevel : kAndLevel);
    }
  }

  void Node(const InList& in) {
    const auto& [operand, items, negated] = in;
    Write(*operand, kConcatLevel);
    text_ += negated ? " NOT IN ("sv : " IN ("sv;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ", ";
      Compared(items[i], *operand, kOrLevel);
    }
    text_ += ')';
  }

  void Node(const Between& between) {
    const auto& [operand, low, high, negated] = between;
    Write(*operand, kConcatLevel);
    text_ += negated ? " NOT BETWEEN "sv : " BETWEEN "sv;
    Write(*low, kConcatLevel);
    text_ += " AND ";
    Write(*high, kConcatLevel);
  }

  void Node(const Case& node) {
    const auto& [branches, otherwise] = node;
    text_ += "CASE";
    for (const auto& [when, then] : branches) {
      text_ += " WHEN ";
      Write(when, kOrLevel);
      text_ += " THEN ";
      Write(then, kOrLevel);
    }
    if (otherwise) {
      text_ += " ELSE ";
      Write(*otherwise, kOrLevel);
    }
    text_ += " END";
  }

  void TypeWord(TypeKind kind) { text_ += dialect_.types[static_cast<std::size_t>(kind)]; }

  void Node(const Cast& cast) {
    const auto& [operand, to, or_null, type_name, from, implied] = cast;
    text_ += or_null ? "TRY_CAST("sv : "CAST("sv;
    Write(*operand, kOrLevel);
    text_ += " AS ";
    if (!type_name.empty()) {
      text_ += type_name;
    } else {
      if (to.kind == TypeKind::kList) TypeWord(to.element);
      TypeWord(to.kind);
      if (to.kind == TypeKind::kDecimal) {
        text_ += '(';
        Number(to.precision);
        text_ += ", ";
        Number(to.scale);
        text_ += ')';
      }
    }
    text_ += ')';
  }

  void Node(const Call& call) {
    const auto& [name, args] = call;
    text_ += name;
    text_ += '(';
    List(args);
    text_ += ')';
  }

  void Node(const Aggregate& aggregate) {
    const auto& [function, args, kind, distinct, name, order_by, filter, fraction, percentile,
                 within_group] = *aggregate.call;
    text_ += name;
    text_ += distinct ? "(DISTINCT "sv : "("sv;
    if (args.empty()) text_ += '*';
    List(args);
    if (within_group) text_ += ") WITHIN GROUP (";
    for (std::size_t i = 0; i < order_by.size(); ++i) {
      const auto& [value, descending, nulls, is_text] = order_by[i];
      text_ += i > 0 ? ", "sv : within_group ? "ORDER BY "sv : " ORDER BY "sv;
      Write(value, kOrLevel);
      Direction(descending, nulls);
    }
    text_ += ')';
    if (!filter) return;
    text_ += " FILTER (WHERE ";
    Write(*filter, kOrLevel);
    text_ += ')';
  }

  void Node(const AtZone& at) {
    const auto& [operand, zone] = at;
    Write(*operand, kPostfixLevel);
    text_ += " AT TIME ZONE ";
    std::string literal;
    AppendTextLiteral(literal, zone, dialect_);
    text_ += literal;
  }

  void Node(const Collate& collate) {
    const auto& [operand, name] = collate;
    Write(*operand, kPostfixLevel);
    text_ += " COLLATE ";
    Identifier(name);
  }

  void Node(const sql::List& list) {
    const auto& [items] = list;
    text_ += dialect_.lexical.list.before;
    List(items);
    text_ += dialect_.lexical.list.behind;
  }

  void Node(const FirstItem& first) {
    const auto& [operand] = first;
    text_ += '(';
    Write(*operand, kOrLevel);
    text_ += ")[1]";
  }

  void Node(const Verbatim& verbatim) {
    text_ += '(';
    text_ += verbatim.text;
    // A comment at its end would take the parenthesis along.
    text_ += verbatim.text.find("--") == std::string_view::npos ? ")"sv : "\n)"sv;
  }

  void Node(const Exists& exists) {
    if (exists.key) {
      // A NULL key is in no rows, and `NOT IN` would not say so.
      if (exists.negated) text_ += '(';
      Write(*exists.key, kTestLevel);
      text_ += " IN ";
    } else {
      text_ += exists.negated ? "NOT EXISTS "sv : "EXISTS "sv;
    }
    indent_ += 2;
    Nested(*exists.rows);
    indent_ -= 2;
    if (exists.key && exists.negated) text_ += ") IS NOT TRUE";
  }

  void Node(const IntervalOf& interval) {
    const auto& [amount, unit] = interval;
    text_ += "INTERVAL ";
    const auto* constant = std::get_if<Constant>(&amount->node);
    const bool plain = constant != nullptr && !constant->bound &&
                       std::holds_alternative<std::int64_t>(*constant->value) &&
                       !IsNegative(*constant->value);
    if (!plain) text_ += '(';
    Write(*amount, kOrLevel);
    text_ += plain ? " "sv : ") "sv;
    text_ += unit;
  }

  template <typename Meant>
  void Node(const Meant&) {
    SEMA_CHECK(false, "a node that was not legalized");
  }

  const Dialect& dialect_;
  ValueStyle style_;
  SqlText text_{1000};  // Holds an ordinary query.
  std::vector<Value> values_;
  std::string_view prefixed_;  // The table whose prefix stands in the text, there:
  std::size_t prefix_begin_ = 0;
  std::size_t prefix_bytes_ = 0;
  NodeVector<const Value*> parameters_;
  std::size_t group_parameters_ = 0;  // How many of them stand in group keys.
  bool in_group_key_ = false;
  std::size_t indent_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Rendered> Render(const Query& query, const Dialect& dialect, ValueStyle style) {
  return Renderer(dialect, style).Run(query);
}

}  // namespace semaflow::sql
