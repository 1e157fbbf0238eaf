#include "engine/waiting_line.h"

#include <algorithm>

#include "base/check.h"

namespace semaflow::engine {

std::list<WaitingLine::Turn>::iterator WaitingLine::Find(std::string_view tenant) {
  return std::find_if(turns_.begin(), turns_.end(),
                      [tenant](const Turn& turn) { return turn.tenant == tenant; });
}

void WaitingLine::Add(std::uint64_t id, std::string_view tenant) {
  const auto turn = Find(tenant);
  if (turn != turns_.end()) {
    turn->queries.push_back(id);
  } else {
    turns_.push_back({std::string(tenant), {id}});
  }
}

void WaitingLine::Remove(std::uint64_t id, std::string_view tenant) {
  const auto turn = Find(tenant);
  SEMA_CHECK(turn != turns_.end(), "a query that does not wait");
  const auto query = std::find(turn->queries.begin(), turn->queries.end(), id);
  SEMA_CHECK(query != turn->queries.end(), "a query that does not wait");
  turn->queries.erase(query);
  if (turn->queries.empty()) turns_.erase(turn);
}

std::optional<std::uint64_t> WaitingLine::WhoMakesRoom(std::string_view tenant) {
  const auto busiest = std::max_element(
      turns_.begin(), turns_.end(),
      [](const Turn& a, const Turn& b) { return a.queries.size() < b.queries.size(); });
  if (busiest == turns_.end()) return std::nullopt;
  const auto own = Find(tenant);
  const std::size_t waiting = own == turns_.end() ? 0 : own->queries.size();
  if (busiest->queries.size() < waiting + 2) return std::nullopt;
  return busiest->queries.back();
}

std::uint64_t WaitingLine::TakeNext() {
  SEMA_CHECK(!turns_.empty(), "nobody waits");
  Turn& turn = turns_.front();
  const std::uint64_t id = turn.queries.front();
  turn.queries.pop_front();
  if (turn.queries.empty()) {
    turns_.pop_front();
  } else {
    turns_.splice(turns_.end(), turns_, turns_.begin());
  }
  return id;
}

}  // namespace semaflow::engine
