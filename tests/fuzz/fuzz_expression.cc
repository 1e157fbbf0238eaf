// Expression text. Nothing may crash; an error has its place inside of the text; what is read is
// printed, and the print is read as the same tree; typing takes every tree.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "expr/parse.h"
#include "expr/typing.h"
#include "expr/visit.h"

namespace {

using namespace semaflow;  // NOLINT: a fuzz target is one page

void Require(bool condition) {
  if (!condition) std::abort();
}

// Columns of every kind: what a name is depends on its letters.
class AnyKind final : public expr::TypeScope {
 public:
  DataType TypeOf(const expr::Ref& ref) const override {
    constexpr std::uint32_t kKinds = static_cast<std::uint32_t>(TypeKind::kList) + 1;
    return {static_cast<TypeKind>(ref.index % kKinds)};
  }
};

int HeightOf(const expr::Expr& expr) {
  int height = 0;
  expr::ForEachChild(expr,
                     [&](const expr::Expr& child) { height = std::max(height, HeightOf(child)); });
  return height + 1;
}

void Bind(expr::Expr& expr) {
  expr::RewriteNodes(expr, [](expr::Expr& node) {
    const auto* name = expr::As<expr::Name>(node);
    if (name == nullptr) return;
    std::uint32_t sum = 0;
    for (const char c : name->parts.back()) sum += static_cast<unsigned char>(c);
    node.node = expr::Ref{expr::RefKind::kColumn, expr::kSelf, sum, {}};
  });
}

void CheckError(const Error& error, std::string_view text) {
  Require(error.labels.size() == 1 && !error.message.empty());
  const Label& label = error.labels[0];
  Require(label.line >= 1 && label.column >= 1 && label.width >= 1);
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  Require(label.line <= static_cast<std::size_t>(lines));
  Require(FormatError(error).find('\x1b') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Result<expr::Expr> parsed = expr::Parse(text);
  if (!parsed) {
    CheckError(parsed.error(), text);
    return 0;
  }
  Require(HeightOf(*parsed) <= expr::kDepthMax);
  expr::ForEachNode(*parsed, [&](const expr::Expr& node) {
    Require(node.span.begin < node.span.end && node.span.end <= text.size());
  });
  const std::string printed = expr::Print(*parsed);
  const Result<expr::Expr> again = expr::Parse(printed);
  // What is written out more fully (a simple case, synonyms) may pass the bound of a text.
  if (!again && again.error().code == ErrorCode::kExprTooLarge) return 0;
  Require(again.has_value() && *again == *parsed);

  Bind(*parsed);
  const AnyKind scope;
  const Result<DataType> type = expr::CheckTypes(*parsed, scope, text);
  if (!type) {
    CheckError(type.error(), text);
    return 0;
  }
  Require(*type == expr::TypeOf(*parsed, scope));
  expr::IsNullOnNull(*parsed, scope);
  expr::TypeLiterals(*parsed, scope);
  Require(expr::CheckTypes(*parsed, scope, text).has_value());
  return 0;
}
