#include "tests/property/paged_answers.h"

#include <algorithm>

namespace semaflow::property {
namespace {

constexpr std::int64_t kEveryRow = std::int64_t{1} << 40;
constexpr std::int64_t kPagesMax = 10'000;

std::string TextOf(const Row& row) {
  std::string text;
  for (const Cell& cell : row) text += (text.empty() ? "" : ", ") + ToText(cell);
  return text;
}

bool SameRow(const Row& a, const Row& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), SameAnswer);
}

std::string Difference(const std::vector<Row>& pages, const std::vector<Row>& whole) {
  for (std::size_t i = 0; i < std::max(pages.size(), whole.size()); ++i) {
    if (i < pages.size() && i < whole.size() && SameRow(pages[i], whole[i])) continue;
    return "row " + std::to_string(i) + " is (" +
           (i < pages.size() ? TextOf(pages[i]) : std::string("none")) + ") in pages, (" +
           (i < whole.size() ? TextOf(whole[i]) : std::string("none")) + ") at once";
  }
  return "";
}

/// What a page says of itself, against what is known; "": all is well.
std::string WrongEnd(const PageOfRows& page, std::int64_t size, std::size_t total) {
  const auto rows = static_cast<std::int64_t>(page.rows.size());
  if (!page.end.paged) return "the answer does not know that it is a page";
  if (rows > size || (page.end.has_more && rows < size)) {
    return "a page of " + std::to_string(size) + " has " + std::to_string(rows) + " rows";
  }
  if (page.end.has_more == page.end.cursor.empty()) return "has_more and cursor do not agree";
  if (page.end.total_rows && *page.end.total_rows != static_cast<std::int64_t>(total)) {
    return "total_rows is " + std::to_string(*page.end.total_rows) + ", not " +
           std::to_string(total);
  }
  return "";
}

}  // namespace

PagesVerdict ComparePages(const nlohmann::json& request, const AskRows& ask, std::uint64_t seed) {
  PagesVerdict verdict;
  // A limit that cuts nothing asks for the order that pages have.
  nlohmann::json at_once = request;
  if (!at_once.contains("limit")) at_once["limit"] = kEveryRow;
  nlohmann::json uncut = at_once;
  uncut["limit"] = kEveryRow;
  uncut.erase("offset");
  const auto whole = ask(at_once);
  const auto all = ask(uncut);
  if (!whole || !all) {
    verdict.difference = "a limit alone made the request refused";
    return verdict;
  }
  nlohmann::json page_request = request;
  std::vector<Row> rows;
  while (true) {
    const auto size = static_cast<std::int64_t>(1 + (seed + verdict.pages * 7) % 4 / 2);
    page_request["page_size"] = size;
    page_request["total_rows"] = (seed + verdict.pages) % 3 == 0;
    const auto page = ask(page_request);
    if (!page) {
      verdict.refused = verdict.pages == 0;
      if (!verdict.refused) verdict.difference = "a page in the middle is refused";
      return verdict;
    }
    ++verdict.pages;
    verdict.difference = WrongEnd(*page, size, all->rows.size());
    if (page->end.total_rows.has_value() != page_request["total_rows"]) {
      verdict.difference = "total_rows is there when nobody asked, or the other way round";
    }
    if (!verdict.difference.empty()) return verdict;
    rows.insert(rows.end(), page->rows.begin(), page->rows.end());
    if (!page->end.has_more) break;
    if (verdict.pages > kPagesMax || rows.size() > whole->rows.size()) break;
    page_request["cursor"] = page->end.cursor;
  }
  verdict.difference = Difference(rows, whole->rows);
  return verdict;
}

}  // namespace semaflow::property
