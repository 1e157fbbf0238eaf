#include "model/expression_tree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/closest.h"
#include "base/json_writer.h"
#include "base/quotes.h"
#include "base/types.h"
#include "expr/functions.h"
#include "expr/parse.h"
#include "model/node_reader.h"
#include "model/yaml_value.h"

namespace semaflow::model {
namespace {

struct OperatorWord {
  std::string_view word;
  std::string_view sign;
};
constexpr std::array<OperatorWord, 13> kOperators = {{{"add", "+"},
                                                      {"subtract", "-"},
                                                      {"multiply", "*"},
                                                      {"divide", "/"},
                                                      {"modulo", "%"},
                                                      {"eq", "=="},
                                                      {"neq", "!="},
                                                      {"gt", ">"},
                                                      {"gte", ">="},
                                                      {"lt", "<"},
                                                      {"lte", "<="},
                                                      {"and", "and"},
                                                      {"or", "or"}}};
constexpr std::string_view kTypes[] = {"column", "literal", "func",
                                       "case",   "binary",  "measure_ref"};

std::string ColumnText(std::string_view name) { return "column." + InQuotes(name, '"'); }

const LocatedNode* FindKey(const LocatedNode& node, std::string_view key) {
  if (node.kind != NodeKind::kMapping) return nullptr;
  for (const LocatedNode& child : Children(node)) {
    if (child.key == key) return &child;
  }
  return nullptr;
}

/// Writes the tree as text; nullopt once a problem was told.
class TreeWriter {
 public:
  explicit TreeWriter(NodeReader& reader) : reader_(reader) {}

  std::optional<std::string> Write(const LocatedNode& node) {
    switch (node.kind) {
      case NodeKind::kScalar:
        return WriteScalar(node);
      case NodeKind::kSequence:
        return Refuse(node, "an expression must not be a list");
      case NodeKind::kMapping:
        return WriteMapping(node);
    }
    return std::nullopt;
  }

 private:
  std::nullopt_t Refuse(const LocatedNode& node, std::string message, std::string help = {}) {
    reader_.Add(node, ErrorCode::kWrongType, std::move(message), std::move(help));
    return std::nullopt;
  }

  /// A key of an expression node; its absence is told.
  const LocatedNode* Need(const LocatedNode& node, std::string_view key) {
    const LocatedNode* found = FindKey(node, key);
    if (found == nullptr) {
      reader_.Add(node, ErrorCode::kMissingKey, "this expression needs the key " + Quoted(key));
    }
    return found;
  }

  /// False, with the problem told, when there are other keys than these.
  bool CheckKeys(const LocatedNode& node, std::initializer_list<std::string_view> keys) {
    bool good = true;
    for (const LocatedNode& child : Children(node)) {
      if (std::find(keys.begin(), keys.end(), child.key) != keys.end()) continue;
      reader_.AddAtKey(child, ErrorCode::kUnknownKey,
                       "this expression has no key " + Quoted(child.key));
      good = false;
    }
    return good;
  }

  std::optional<std::string> WriteScalar(const LocatedNode& node) {
    if (IsNull(node) || node.text.empty()) return Refuse(node, "an expression must not be empty");
    const Value value = YamlToValue(node);
    if (!std::holds_alternative<std::string>(value)) return std::string(node.text);
    return ColumnText(node.text);
  }

  std::optional<std::string> WriteMapping(const LocatedNode& node) {
    if (const LocatedNode* measure = FindKey(node, "measure")) {
      if (!CheckKeys(node, {"measure"})) return std::nullopt;
      return WriteName(*measure);
    }
    const LocatedNode* type = FindKey(node, "type");
    if (type == nullptr) {
      return Refuse(node, "an expression tree needs the key \"type\"",
                    "write the expression as text: \"amount * 2\"");
    }
    if (type->text == "column") return WriteColumn(node);
    if (type->text == "literal") return WriteLiteral(node);
    if (type->text == "func") return WriteFunction(node);
    if (type->text == "case") return WriteCase(node);
    if (type->text == "binary") return WriteBinary(node);
    if (type->text == "measure_ref") {
      if (!CheckKeys(node, {"type", "name"})) return std::nullopt;
      const LocatedNode* name = Need(node, "name");
      return name != nullptr ? WriteName(*name) : std::nullopt;
    }
    reader_.diagnostics().Add({.code = ErrorCode::kWrongType,
                               .place = reader_.PlaceOf(*type),
                               .message = "there is no expression of type " + Quoted(type->text),
                               .candidates = ClosestNames(type->text, kTypes)});
    return std::nullopt;
  }

  std::optional<std::string> WriteName(const LocatedNode& node) {
    if (node.kind != NodeKind::kScalar || IsNull(node) || node.text.empty()) {
      return Refuse(node, "the name of a measure is needed here");
    }
    return InQuotes(node.text, '"');
  }

  std::optional<std::string> WriteColumn(const LocatedNode& node) {
    if (!CheckKeys(node, {"type", "column"})) return std::nullopt;
    const LocatedNode* column = Need(node, "column");
    if (column == nullptr) return std::nullopt;
    if (column->kind != NodeKind::kScalar || IsNull(*column) || column->text.empty()) {
      return Refuse(*column, "the name of a column is needed here");
    }
    return ColumnText(column->text);
  }

  std::optional<std::string> WriteLiteral(const LocatedNode& node) {
    if (!CheckKeys(node, {"type", "value"})) return std::nullopt;
    const LocatedNode* value = Need(node, "value");
    if (value == nullptr) return std::nullopt;
    if (value->kind != NodeKind::kScalar) return Refuse(*value, "a literal must be one value");
    const Value typed = YamlToValue(*value);
    if (std::holds_alternative<Null>(typed)) return "null";
    if (std::holds_alternative<std::string>(typed)) return InQuotes(value->text, '\'');
    return std::string(value->text);
  }

  std::optional<std::string> WriteBinary(const LocatedNode& node) {
    if (!CheckKeys(node, {"type", "op", "left", "right"})) return std::nullopt;
    const LocatedNode* op = Need(node, "op");
    const LocatedNode* left = Need(node, "left");
    const LocatedNode* right = Need(node, "right");
    if (op == nullptr || left == nullptr || right == nullptr) return std::nullopt;
    const auto sign = std::find_if(kOperators.begin(), kOperators.end(),
                                   [op](const OperatorWord& row) { return row.word == op->text; });
    if (sign == kOperators.end()) {
      return Refuse(*op, "there is no operator " + Quoted(op->text),
                    "operators are add, subtract, multiply, divide, modulo, eq, neq, gt, gte, lt, "
                    "lte, and, or");
    }
    const std::optional<std::string> a = Write(*left);
    const std::optional<std::string> b = Write(*right);
    if (!a || !b) return std::nullopt;
    return "(" + *a + " " + std::string(sign->sign) + " " + *b + ")";
  }

  std::optional<std::string> WriteCase(const LocatedNode& node) {
    if (!CheckKeys(node, {"type", "branches", "else_expr"})) return std::nullopt;
    const LocatedNode* branches = Need(node, "branches");
    if (branches == nullptr) return std::nullopt;
    if (branches->kind != NodeKind::kSequence || branches->child_count == 0) {
      return Refuse(*branches, "\"branches\" must be a list of {when, then}");
    }
    std::string out = "case";
    bool good = true;
    for (const LocatedNode& branch : Children(*branches)) {
      if (branch.kind != NodeKind::kMapping || !CheckKeys(branch, {"when", "then"})) {
        if (branch.kind != NodeKind::kMapping) Refuse(branch, "a branch must be {when, then}");
        good = false;
        continue;
      }
      const LocatedNode* when = Need(branch, "when");
      const LocatedNode* then = Need(branch, "then");
      if (when == nullptr || then == nullptr) return std::nullopt;
      const std::optional<std::string> condition = Write(*when);
      const std::optional<std::string> value = Write(*then);
      if (!condition || !value) return std::nullopt;
      out += " when " + *condition + " then " + *value;
    }
    if (const LocatedNode* otherwise = FindKey(node, "else_expr")) {
      const std::optional<std::string> value = Write(*otherwise);
      if (!value) return std::nullopt;
      out += " else " + *value;
    }
    if (!good) return std::nullopt;
    return out + " end";
  }

  /// The arguments of a function, each as text.
  std::optional<std::vector<std::string>> WriteArguments(const LocatedNode& node) {
    std::vector<std::string> out;
    const LocatedNode* args = FindKey(node, "args");
    if (args == nullptr) return out;
    if (args->kind != NodeKind::kSequence) return Refuse(*args, "\"args\" must be a list");
    for (const LocatedNode& arg : Children(*args)) {
      std::optional<std::string> text = Write(arg);
      if (!text) return std::nullopt;
      out.push_back(std::move(*text));
    }
    return out;
  }

  static std::string Call(std::string_view name, const std::vector<std::string>& args) {
    std::string out(name);
    out += '(';
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (i > 0) out += ", ";
      out += args[i];
    }
    return out + ")";
  }

  std::optional<std::string> WriteFunction(const LocatedNode& node) {
    if (!CheckKeys(node, {"type", "func", "args"})) return std::nullopt;
    const LocatedNode* function = Need(node, "func");
    if (function == nullptr) return std::nullopt;
    std::optional<std::vector<std::string>> args = WriteArguments(node);
    if (!args) return std::nullopt;
    if (function->kind == NodeKind::kMapping && function->child_count == 1) {
      return WriteParameterized(*Children(*function).begin(), std::move(*args));
    }
    if (function->kind != NodeKind::kScalar) {
      return Refuse(*function, "\"func\" must be a name or {name: parameter}");
    }
    if (function->text == "position" && args->size() == 2) {
      std::swap((*args)[0], (*args)[1]);  // 0.1 named the part first.
      return Call("strpos", *args);
    }
    if (!expr::FindFunction(function->text)) {
      reader_.diagnostics().Add(
          {.code = ErrorCode::kUnknownFunction,
           .place = reader_.PlaceOf(*function),
           .message = "there is no function " + Quoted(function->text),
           .candidates = ClosestNames(function->text, expr::FunctionNames())});
      return std::nullopt;
    }
    return Call(function->text, *args);
  }

  /// `{date_trunc: month}`, `{cast: {data_type: text}}`, ...: the parameter stands as a word, or as
  /// the one value of a mapping.
  std::optional<std::string> WriteParameterized(const LocatedNode& function,
                                                std::vector<std::string> args) {
    const LocatedNode* parameter = &function;
    if (function.kind == NodeKind::kMapping && function.child_count == 1) {
      parameter = &*Children(function).begin();
    }
    if (parameter->kind != NodeKind::kScalar) {
      return Refuse(function, "the parameter of " + Quoted(function.key) + " must be one word");
    }
    const std::string word(parameter->text);
    if (function.key == "cast" || function.key == "try_cast") {
      const std::optional<DataType> type = ParseDataType(word);
      if (!type) return Refuse(*parameter, "there is no type " + Quoted(word));
      if (args.size() != 1) return Refuse(function, Quoted(function.key) + " takes one argument");
      return std::string(function.key) + "(" + args[0] + " as " + ToString(*type) + ")";
    }
    const bool separator = function.key == "concat_ws";
    const bool unit = function.key == "date_trunc" || function.key == "date_add" ||
                      function.key == "date_diff" || function.key == "date_part" ||
                      function.key == "extract";
    if (!separator && !unit) {
      return Refuse(function, Quoted(function.key) + " is no function with a parameter",
                    "write {type: func, func: " + std::string(function.key) + ", args: [...]}");
    }
    args.insert(args.begin(), InQuotes(unit ? AsciiLower(word) : word, '\''));
    return Call(function.key == "extract" ? "date_part" : function.key, args);
  }

  NodeReader& reader_;
};

/// As a person writes it: quotes and parentheses where they are needed alone.
std::string ShownText(const std::string& text) {
  const Result<expr::Expr> parsed = expr::Parse(text);
  return parsed ? expr::Print(*parsed) : text;
}

}  // namespace

ExprText ReadExpressionTree(const LocatedNode& node, NodeReader& reader) {
  std::optional<std::string> text = TreeWriter(reader).Write(node);
  if (!text) return {};
  std::string help = "write it as text: ";
  AppendJsonString(help, ShownText(*text));  // YAML reads it as JSON does.
  reader.diagnostics().Warn({.code = ErrorCode::kDeprecated,
                             .place = reader.KeyPlaceOf(node),
                             .message = "an expression as a tree is how SemaFlow 0.1 wrote it",
                             .help = std::move(help)});
  return {std::move(*text), reader.PlaceOf(node), Spelling::kNone};
}

}  // namespace semaflow::model
