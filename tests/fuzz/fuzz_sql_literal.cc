// Texts and names as SQL. Whatever bytes a value holds, its literal is one token that reads back as
// the same bytes; the same for a name, which never holds a NUL byte.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sql/dialect.h"
#include "sql/literal.h"
#include "sql/sql_text.h"
#include "sql/test_text_decoder.h"

namespace {

void ReadsBack(std::string_view text, const semaflow::sql::Dialect& dialect) {
  using semaflow::testing::SqlTextDecoder;
  std::string literal;
  semaflow::sql::AppendTextLiteral(literal, text, dialect);
  if (SqlTextDecoder::Text(literal) != text) std::abort();

  if (text.empty() || text.find('\0') != std::string_view::npos) return;
  semaflow::sql::SqlText name(text.size());
  semaflow::sql::AppendIdentifier(name, text, dialect.lexical);
  if (SqlTextDecoder::Identifier(name.Take()) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ReadsBack(text, semaflow::sql::kDuckDb);
  ReadsBack(text, semaflow::sql::kPostgres);
  return 0;
}
