// The tree as text, for people who look at the stages of a query: what is meant, before a dialect
// has its say.
#include <string>
#include <utility>
#include <variant>

#include "base/types.h"
#include "expr/functions.h"
#include "sql/compile.h"
#include "sql/dialect.h"
#include "sql/literal.h"
#include "sql/lowering.h"
#include "sql/visit.h"
#include "time/grain.h"

namespace semaflow::sql {
namespace {

std::string_view WordOf(UnaryOp op) {
  switch (op) {
    case UnaryOp::kNegate:
      return "negate";
    case UnaryOp::kNot:
      return "not";
    case UnaryOp::kIsNull:
      return "is-null";
    case UnaryOp::kIsNotNull:
      return "is-not-null";
    case UnaryOp::kIsNotTrue:
      return "is-not-true";
  }
  return "";
}

std::string_view WordOf(JoinKind kind) {
  switch (kind) {
    case JoinKind::kLeft:
      return "left join ";
    case JoinKind::kInner:
      return "inner join ";
    case JoinKind::kFull:
      return "full join ";
    case JoinKind::kCross:
      return "cross join ";
    case JoinKind::kSemi:
      return "semi join ";
    case JoinKind::kAnti:
      return "anti join ";
  }
  return "";
}

std::string_view WordOf(Operator op) {
  switch (op) {
    case Operator::kAdd:
      return "+";
    case Operator::kSubtract:
      return "-";
    case Operator::kMultiply:
      return "*";
    case Operator::kDivide:
    case Operator::kDivideAsIs:
      return "/";
    case Operator::kModulo:
    case Operator::kModuloAsIs:
      return "%";
    case Operator::kDivideInteger:
      return "//";
    case Operator::kConcat:
      return "||";
    case Operator::kEq:
      return "=";
    case Operator::kNe:
      return "<>";
    case Operator::kLt:
      return "<";
    case Operator::kLe:
      return "<=";
    case Operator::kGt:
      return ">";
    case Operator::kGe:
      return ">=";
    case Operator::kIsNotDistinct:
      return "is-not-distinct";
    case Operator::kIsDistinct:
      return "is-distinct";
    case Operator::kLike:
      return "like";
    case Operator::kNotLike:
      return "not-like";
    case Operator::kILike:
      return "ilike";
    case Operator::kNotILike:
      return "not-ilike";
  }
  return "";
}

// `(word child child)`, and leaves by themselves.
class Dump {
 public:
  explicit Dump(const Dialect& dialect) : dialect_(dialect) {}

  std::string Text(const Query& query) {
    Statement(query, 0);
    return std::move(out_);
  }

 private:
  void Statement(const Select& select, int depth) {
    for (std::size_t i = 0; i < select.union_all.size(); ++i) {
      if (i > 0) Begin(depth, "union all\n");
      Statement(select.union_all[i], depth);
    }
    if (!select.union_all.empty()) return;
    for (const auto& [name, source, computed, rows] : select.with) {
      Begin(depth, "with ");
      out_ += name;
      for (const ComputedColumn& column : computed) {
        out_ += ", computing ";
        out_ += column.name;
      }
      out_ += '\n';
      if (rows) Statement(*rows, depth + 1);
    }
    Begin(depth, select.distinct ? "select distinct\n" : "select\n");
    for (const auto& [value, name, is_padding] : select.select) {
      Begin(depth + 1, name);
      out_ += ": ";
      Write(value);
      out_ += '\n';
    }
    Begin(depth, "from ");
    Table(select.from, depth);
    for (const Join& join : select.joins) WriteJoin(join, depth);
    Conditions("where", select.where, depth);
    if (select.group_by > 0) {
      Begin(depth, "group by the first " + std::to_string(select.group_by) + '\n');
    }
    Conditions("having", select.having, depth);
    for (const auto& [column, value, descending, nulls, is_text] : select.order_by) {
      Begin(depth, "order by ");
      if (column) {
        out_ += select.select[*column].name;
      } else {
        Write(value);
      }
      out_ += descending ? " descending" : " ascending";
      if (nulls == NullsPlace::kFirst) out_ += ", nulls first";
      if (nulls == NullsPlace::kLast) out_ += ", nulls last";
      out_ += '\n';
    }
    if (select.limit) Begin(depth, "limit " + std::to_string(*select.limit) + '\n');
    if (select.offset) Begin(depth, "offset " + std::to_string(*select.offset) + '\n');
  }

  void Begin(int depth, std::string_view text) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += text;
  }

  // To the end of the line.
  void Table(const TableRef& table, int depth, const Exprs& on = {}) {
    out_ += table.alias;
    if (!table.with.empty()) {
      out_ += " of ";
      out_ += table.with;
    }
    for (const Expr& condition : on) {
      out_ += ' ';
      Write(condition);
    }
    out_ += '\n';
    if (table.derived) Statement(*table.derived, depth + 1);
  }

  void WriteJoin(const Join& join, int depth) {
    Begin(depth, WordOf(join.kind));
    Table(join.table, depth, join.on);
    for (const Join& nested : join.nested) WriteJoin(nested, depth + 1);
  }

  void Conditions(std::string_view title, const Exprs& conditions, int depth) {
    for (const Expr& condition : conditions) {
      Begin(depth, title);
      out_ += ' ';
      Write(condition);
      out_ += '\n';
    }
  }

  void Write(const Expr& expr) {
    if (const auto* column = std::get_if<Column>(&expr.node)) {
      out_ += column->table;
      out_ += '.';
      out_ += column->name;
      return;
    }
    if (const auto* constant = std::get_if<Constant>(&expr.node)) {
      AppendLiteral(out_, *constant->value, dialect_);
      if (constant->bound) out_ += '$';
      return;
    }
    // What is only said to some dialects.
    const auto* cast = std::get_if<Cast>(&expr.node);
    if (cast != nullptr && cast->implied) return Write(*cast->operand);
    const auto* collate = std::get_if<Collate>(&expr.node);
    if (collate != nullptr && collate->name.empty()) return Write(*collate->operand);
    out_ += '(';
    out_ += std::visit([](const auto& node) { return Word(node); }, expr.node);
    ForEachChild(expr, [this](const Expr& child) {
      out_ += ' ';
      Write(child);
    });
    out_ += ')';
  }

  static std::string Word(const Unary& unary) { return std::string(WordOf(unary.op)); }
  static std::string Word(const Binary& binary) { return std::string(WordOf(binary.op)); }
  static std::string Word(const Logic& logic) { return logic.all ? "and" : "or"; }
  static std::string Word(const InList& in) { return in.negated ? "not-in" : "in"; }
  static std::string Word(const Between& between) {
    return between.negated ? "not-between" : "between";
  }
  static std::string Word(const Case&) { return "case"; }
  static std::string Word(const Cast& cast) {
    return (cast.or_null ? "try-cast " : "cast ") + ToString(cast.to);
  }
  static std::string Word(const Function& function) {
    return std::string(expr::InfoOf(function.function).name);
  }
  static std::string Word(const Call& call) { return std::string(call.name); }
  static std::string Word(const Aggregate& aggregate) {
    std::string word(expr::InfoOf(aggregate.call->function).name);
    if (aggregate.call->distinct) word += " distinct";
    if (aggregate.call->filter) word += " filtered";
    return word;
  }
  static std::string Word(const Truncate& truncate) {
    std::string word = "cut " + std::string(time::GrainName(truncate.grain)) + " of " +
                       std::string(KindName(truncate.kind));
    if (truncate.zone != nullptr) word += " in " + std::string(truncate.zone->name());
    return word;
  }
  static std::string Word(const ReadPart& read) { return std::string(time::PartName(read.part)); }
  static std::string Word(const AtZone& at) { return "at " + std::string(at.zone); }
  static std::string Word(const Shift& shift) {
    return "add " + std::string(time::GrainName(shift.unit));
  }
  static std::string Word(const CountPeriods& count) {
    return "count " + std::string(time::GrainName(count.unit));
  }
  static std::string Word(const Collate& collate) { return "collate " + std::string(collate.name); }
  static std::string Word(const List&) { return "list"; }
  static std::string Word(const Escape&) { return "sql"; }
  static std::string Word(const Verbatim& verbatim) { return std::string(verbatim.text); }
  static std::string Word(const FirstItem&) { return "first-item"; }
  static std::string Word(const Exists& exists) {
    std::string word = exists.key ? "in" : "exists";
    if (exists.negated) word.insert(0, "not-");
    word += " " + std::string(exists.rows->from.alias);
    for (const Join& join : exists.rows->joins) word += ", " + std::string(join.table.alias);
    return word;
  }
  static std::string Word(const IntervalOf& interval) {
    return "interval " + std::string(interval.unit);
  }
  static std::string Word(const Column&) { return ""; }
  static std::string Word(const Constant&) { return ""; }

  const Dialect& dialect_;
  std::string out_;
};

}  // namespace

std::string ExplainSql(const plan::LogicalPlan& plan, const Dialect& dialect) {
  const Result<Query> query = Lower(plan);
  if (!query) return query.error().message + "\n";
  return Dump(dialect).Text(*query);
}

}  // namespace semaflow::sql
