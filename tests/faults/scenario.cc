#include "tests/faults/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <map>
#include <new>
#include <set>
#include <stop_token>
#include <thread>

#include "arrow/json_rows.h"
#include "arrow/rows_for_tests.h"

namespace semaflow::faults {
namespace {

std::string TextOf(const Error& error) {
  return std::string(InfoOf(error.code).code) + ": " + error.message;
}

std::string TextOf(const TableSchema& schema) {
  std::string text;
  for (const ColumnSchema& column : schema.columns) {
    text += column.name + " " + ToString(column.type) + (column.not_null ? "!" : "") + ", ";
  }
  for (const auto& key : schema.unique_keys) text += key.front() + " is a key, ";
  return text;
}

// The outcome of a step that gives a Result, where `text_of` makes a text of what it gave.
template <typename Step, typename TextOfGiven>
std::string OutcomeOf(Step step, TextOfGiven text_of) {
  try {
    auto given = step();
    return given ? text_of(*given) : TextOf(given.error());
  } catch (const std::bad_alloc&) {
    return "threw";
  }
}

std::string Read(BatchStream& rows) {
  const arrow::FixedOffset utc(0);
  arrow::NdjsonRows json(rows.columns(), *rows.schema(), {.zone = &utc});
  std::string text;
  while (true) {
    auto batch = rows.Next();
    if (!batch) {
      const auto again = rows.Next();
      return again ? "an error that did not stay" : TextOf(batch.error());
    }
    if (!*batch) return text;
    if (auto written = json.Append(text, **batch); !written) return TextOf(written.error());
  }
}

std::string Ask(Connection& connection, const Statement& statement, std::stop_token stop = {}) {
  return OutcomeOf([&] { return connection.Execute(statement, std::move(stop)); },
                   [](const auto& rows) { return Read(*rows); });
}

std::string AskAndStop(Connection& connection, const std::string& sql) {
  std::stop_source stop;
  std::jthread stopper([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop.request_stop();
  });
  return Ask(connection, {.sql = sql}, stop.get_token());
}

void TakeSteps(Connection& connection, const Session& session, Outcomes& outcomes) {
  for (const Statement& statement : session.statements) {
    outcomes.push_back(Ask(connection, statement));
  }
  outcomes.push_back(AskAndStop(connection, session.endless));
  for (const TableSource& table : session.tables) {
    outcomes.push_back(OutcomeOf([&] { return connection.DescribeTable(table); },
                                 [](const TableSchema& schema) { return TextOf(schema); }));
  }
}

// A code of the database or of a stop, and words behind "PostgreSQL: ".
bool IsClear(const std::string& outcome) {
  if (outcome == "threw") return TheCalls().way() == FailingCalls::Way::kThrows;
  static const std::set<std::string> codes = {"B001", "B002", "B003", "B004", "B005", "C002"};
  return codes.contains(outcome.substr(0, 4)) && !outcome.ends_with(": ");
}

}  // namespace

Outcomes Talk(const OpenBackend& open, const Session& session) {
  Outcomes outcomes;
  std::shared_ptr<Backend> backend;
  std::unique_ptr<Connection> connection;
  const auto connect = [&] {
    return OutcomeOf([&] { return backend->Connect(); },
                     [&](auto& given) { return connection = std::move(given), "connected"; });
  };
  outcomes.push_back(OutcomeOf(open, [&](auto& given) { return backend = given, "opened"; }));
  if (backend == nullptr) return outcomes;
  outcomes.push_back(connect());
  if (connection != nullptr) TakeSteps(*connection, session, outcomes);

  const bool was_met = TheCalls().failed() != nullptr;
  TheCalls().Disarm();
  if (!was_met) return outcomes;
  const std::string right = Ask(**backend->Connect(), session.statements.front());
  EXPECT_THAT(right, testing::StartsWith("{")) << "a new connection answers";
  if (connection == nullptr || !connection->IsAlive()) return outcomes;
  EXPECT_EQ(Ask(*connection, session.statements.front()), right) << "the old one does as well";
  return outcomes;
}

void ExpectEveryFailureIsTold(const OpenBackend& open, const Session& session,
                              FailingCalls::Way way) {
  TheCalls().Disarm();
  const Outcomes right = Talk(open, session);
  std::map<std::string, int> failures;
  for (int n = 1;; ++n) {
    TheCalls().Arm(n, way);
    const Outcomes outcomes = Talk(open, session);
    const char* const failed = TheCalls().failed();
    if (failed == nullptr) {
      EXPECT_EQ(outcomes, right);
      break;
    }
    SCOPED_TRACE(testing::Message() << "call " << n << ", of " << failed);
    ++failures[failed];
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      EXPECT_TRUE(outcomes[i] == right[i] || IsClear(outcomes[i]))
          << "step " << i << " gave " << outcomes[i].substr(0, 300) << "\nfor "
          << right[i].substr(0, 80);
    }
  }
  for (const auto& [function, count] : failures)
    std::cout << count << " times " << function << "\n";
}

}  // namespace semaflow::faults
