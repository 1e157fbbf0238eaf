#include "cli.h"

#include <cerrno>
#include <exception>
#include <utility>

#include "arguments.h"
#include "commands.h"
#include "reporter.h"

namespace semaflow::cli {
namespace {

Outcome RunCommand(Session& session) {
  switch (session.arguments.command) {
    case Command::kCheck:
      return RunCheck(session);
    case Command::kFlows:
      return RunFlows(session);
    case Command::kSql:
      return RunSql(session);
    case Command::kExplain:
      return RunExplain(session);
    case Command::kQuery:
      return RunQuery(session);
    case Command::kBatch:
      return RunBatch(session);
    case Command::kConfig:
      return RunConfig(session);
    case Command::kNew:
      return RunNew(session);
    case Command::kSchema:
      return RunSchema(session);
    case Command::kCompletion:
      return {};  // Printed when the arguments were read.
  }
  return {};
}

/// `--print-request`: the request instead of its answer.
Outcome PrintRequest(Session& session) {
  auto request = RequestText(session);
  if (!request) return tl::unexpected(std::move(request.error()));
  while (request->ends_with('\n')) request->pop_back();
  return Print(session, *request + "\n");
}

Outcome Run(const std::vector<std::string>& args, Streams& streams, Reporter& reporter) {
  auto parsed = ParseArguments(args);
  if (!parsed) return tl::unexpected(Errors{std::move(parsed.error())});
  const Arguments none;
  Session session{.arguments = none, .streams = streams, .reporter = reporter};
  if (const auto* help = std::get_if<PrintHelp>(&*parsed)) return Print(session, help->text);
  if (const auto* script = std::get_if<PrintCompletion>(&*parsed)) {
    return Print(session, script->script);
  }
  if (std::holds_alternative<PrintVersion>(*parsed)) return RunVersion(session);
  Session command{
      .arguments = std::get<Arguments>(*parsed), .streams = streams, .reporter = reporter};
  return command.arguments.print_request ? PrintRequest(command) : RunCommand(command);
}

/// Everything behind the border: whatever throws is a bug, and the process lives on.
Outcome RunInside(const std::vector<std::string>& args, Streams& streams, Reporter& reporter) {
  Error error{.code = ErrorCode::kInternal,
              .message = "this is a bug of SemaFlow: ",
              .help = "please report it with the command line"};
  try {
    return Run(args, streams, reporter);
  } catch (const std::exception& exception) {
    error.message += exception.what();
  }
  return tl::unexpected(Errors{std::move(error)});
}

}  // namespace

int RunCli(const std::vector<std::string>& args, Streams& streams) {
  Reporter reporter(streams, AsksForJsonErrors(args));
  Outcome outcome = RunInside(args, streams, reporter);
  if (!streams.out.Flush() && outcome) {
    outcome = tl::unexpected(Errors{OutputError(streams)});
  }
  // Whoever closes a pipe has what it wanted.
  const bool pipe_closed = streams.out.failure() == EPIPE;
  const bool is_quiet =
      pipe_closed && !outcome && outcome.error().front().code == ErrorCode::kOutputFailed;
  int exit_code = outcome || is_quiet ? 0 : reporter.Fail(outcome.error());
  const int signal = streams.interrupts.signal();
  if (!outcome && signal != 0 && outcome.error().front().code == ErrorCode::kCancelled) {
    constexpr int kSignalled = 128;  // What a shell tells of a program that a signal ended.
    exit_code = kSignalled + signal;
  }
  reporter.Finish();
  streams.err.Flush();
  return exit_code;
}

}  // namespace semaflow::cli
