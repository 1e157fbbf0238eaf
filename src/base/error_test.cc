#include "semaflow/error.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/source.h"

namespace semaflow {
namespace {

Error UnknownTable() {
  Label label;
  label.file = "tables/orders.yaml";
  label.line = 14;
  label.column = 21;
  label.width = 8;
  label.source_line = "    semantic_table: custmers";
  return Error{ErrorCode::kUnknownTable,
               "join \"customer\" names an unknown table \"custmers\"",
               {label},
               {"customers"},
               ""};
}

TEST(ErrorTable, EveryRowIsInOrder) {
  const std::regex code_form("[YMERPDBQCI][0-9]{3}");
  for (const ErrorCode code : AllErrorCodes()) {
    const auto& [name, text, fault, http, exit, retry, summary] = InfoOf(code);
    EXPECT_TRUE(std::regex_match(std::string(text), code_form)) << text;
    EXPECT_EQ(name.front(), 'k') << name;
    EXPECT_TRUE(http >= 400 && http < 600) << text;
    EXPECT_TRUE(exit > 0 && exit <= 130) << text;
    EXPECT_FALSE(summary.empty()) << text;
    EXPECT_NE(summary.back(), '.') << text;
    EXPECT_TRUE(!retry || fault == Fault::kDatabase || fault == Fault::kLimits) << text;
  }
}

TEST(ErrorTable, AModelsCodeAtAPlaceOfARequestIsTheRequestsFault) {
  Error error{.code = ErrorCode::kExprSyntax, .message = "x"};
  EXPECT_EQ(InfoOf(error).fault, Fault::kModel);
  EXPECT_EQ(InfoOf(error).exit_code, 3);
  error.in_request = true;
  EXPECT_EQ(InfoOf(error).fault, Fault::kRequest);
  EXPECT_EQ(InfoOf(error).exit_code, 4);
  EXPECT_EQ(InfoOf(error).code, "E001");
  error.code = ErrorCode::kTypeNeeded;
  EXPECT_EQ(InfoOf(error).exit_code, 4);
  error.in_request = false;  // the SQL depends on it, wherever it is named
  EXPECT_EQ(InfoOf(error).fault, Fault::kModel);
  EXPECT_EQ(InfoOf(error).exit_code, 3);
  error.in_request = true;
  error.code = ErrorCode::kBackendFailed;
  EXPECT_EQ(InfoOf(error).fault, Fault::kDatabase);
}

TEST(ErrorTable, FindsTheRowOfACode) {
  EXPECT_EQ(InfoOf(ErrorCode::kUnknownTable).code, "M012");
  EXPECT_EQ(InfoOf(ErrorCode::kUnknownTable).name, "kUnknownTable");
  EXPECT_EQ(InfoOf(ErrorCode::kInternal).exit_code, 70);
}

TEST(FormatError, PlaceSourceCaretAndHelp) {
  EXPECT_EQ(FormatError(UnknownTable()),
            "tables/orders.yaml:14:21: error[M012]: join \"customer\" names an unknown table "
            "\"custmers\"\n"
            "   14 |     semantic_table: custmers\n"
            "      |                     ^^^^^^^^\n"
            "help: did you mean \"customers\"?\n");
}

TEST(FormatError, WithoutAPlace) {
  EXPECT_EQ(FormatError({ErrorCode::kUnknownFlow, "no such flow", {}, {}, "see `semaflow flows`"}),
            "error[R003]: no such flow\nhelp: see `semaflow flows`\n");
  Label file;
  file.file = "model.yaml";
  EXPECT_EQ(FormatError({ErrorCode::kFileUnreadable, "cannot be read", {file}, {}, ""}),
            "model.yaml: error[Y001]: cannot be read\n");
}

TEST(FormatError, CandidatesAndHelpTogether) {
  Error error = UnknownTable();
  error.labels.clear();
  error.help = "tables are files in tables/\nor keys of a flow";
  EXPECT_EQ(FormatError(error),
            "error[M012]: join \"customer\" names an unknown table \"custmers\"\n"
            "help: did you mean \"customers\"?\n"
            "help: tables are files in tables/\n"
            "      or keys of a flow\n");
  error.help = "did you mean \"customers\"? It is a table";
  EXPECT_EQ(FormatError(error),
            "error[M012]: join \"customer\" names an unknown table \"custmers\"\n"
            "help: did you mean \"customers\"? It is a table\n");
}

TEST(FormatError, EveryFurtherLabelIsANote) {
  Error error{ErrorCode::kDuplicateName, "two tables are named \"a\"", {}, {}, ""};
  error.labels.push_back(MakeLabel("t/a.yaml", "name: a\n", {6, 7}, "here"));
  error.labels.push_back(MakeLabel("t/b.yaml", "# b\nname: a\n", {10, 11}, "the first one"));
  EXPECT_EQ(FormatError(error),
            "t/a.yaml:1:7: error[M001]: two tables are named \"a\"\n"
            "    1 | name: a\n"
            "      |       ^ here\n"
            "t/b.yaml:2:7: note: the first one\n"
            "    2 | name: a\n"
            "      |       ^\n");
}

TEST(FormatError, CaretStandsBelowWideAndCombiningText) {
  const std::string_view text = "日本 e\u0301\t名前 x";
  const std::size_t at = text.find("名前");
  const Error error{
      ErrorCode::kExprSyntax,
      "m",
      {MakeLabel("f", text, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 6)})},
      {},
      ""};
  EXPECT_EQ(FormatError(error),
            "f:1:7: error[E001]: m\n"
            "    1 | 日本 e\u0301    名前 x\n"
            "      |           ^^^^\n");
}

TEST(FormatError, ShowsThePlaceInALongLine) {
  const std::string text = std::string(5000, 'a') + "!" + std::string(5000, 'b');
  const std::string made =
      FormatError({ErrorCode::kExprSyntax, "m", {MakeLabel("f", text, {5000, 5001})}, {}, ""});
  EXPECT_LT(made.size(), 500u);
  EXPECT_NE(made.find("    1 | ...aaa"), std::string::npos) << made;
  EXPECT_NE(made.find("bbb...\n"), std::string::npos) << made;
  const std::size_t line = made.find('\n') + 1;
  const std::size_t carets = made.find('\n', line) + 1;
  EXPECT_EQ(made.find('!') - line, made.find('^') - carets) << made;

  Label by_hand = MakeLabel("f", "", {});
  by_hand.source_line = text;
  by_hand.column = 5001;
  EXPECT_EQ(FormatError({ErrorCode::kExprSyntax, "m", {by_hand}, {}, ""}), made);
}

TEST(FormatError, NeverSendsControlCharacters) {
  const std::string evil = "a\x1b[2J\nb";
  const Error error{ErrorCode::kUnknownField,
                    "no field " + evil,
                    {MakeLabel(evil, evil, {0, 1}, evil)},
                    {evil},
                    evil};
  const std::string made = FormatError(error);
  EXPECT_EQ(made.find('\x1b'), std::string::npos) << made;
  EXPECT_NE(made.find("no field a\\x1b[2J\\nb"), std::string::npos) << made;
}

TEST(FormatError, ColoursAndSeverity) {
  EXPECT_NE(FormatError(UnknownTable(), true).find("\x1b[1;31merror[M012]:\x1b[0m"),
            std::string::npos);
  const std::string warning = FormatError(UnknownTable(), true, "warning");
  EXPECT_NE(warning.find("\x1b[1;33mwarning[M012]:"), std::string::npos);
  EXPECT_EQ(FormatError(UnknownTable(), false, "warning").find('\x1b'), std::string::npos);
}

TEST(FormatErrors, OneAfterTheOther) {
  EXPECT_EQ(FormatErrors({UnknownTable(), UnknownTable()}),
            FormatError(UnknownTable()) + FormatError(UnknownTable()));
  EXPECT_EQ(FormatErrors({}), "");
}

TEST(ErrorsToJson, AllFields) {
  EXPECT_EQ(ErrorsToJson({UnknownTable()}),
            "{\"errors\":[{\"code\":\"M012\",\"message\":\"join \\\"customer\\\" names an unknown "
            "table \\\"custmers\\\"\",\"file\":\"tables/orders.yaml\",\"line\":14,\"column\":21,"
            "\"candidates\":[\"customers\"],\"help\":\"\"}]}");
  EXPECT_EQ(ErrorsToJson({{ErrorCode::kInternal, "m", {}, {}, "h"}}),
            "{\"errors\":[{\"code\":\"I001\",\"message\":\"m\",\"file\":null,\"line\":null,"
            "\"column\":null,\"candidates\":[],\"help\":\"h\"}]}");
  EXPECT_EQ(ErrorsToJson({}), "{\"errors\":[]}");
}

}  // namespace
}  // namespace semaflow
