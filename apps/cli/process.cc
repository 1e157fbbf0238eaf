#include "process.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>

#include "cli.h"

namespace semaflow::cli {
namespace {

volatile std::sig_atomic_t noted = 0;

void NoteSignal(int signal) { noted = signal; }

class ProcessInterrupts final : public Interrupts {
 public:
  void Arm() override {
    // Without SA_RESTART: a write that blocks in a full pipe must end too. The second Ctrl-C finds
    // the default action and ends the process.
    struct sigaction action = {};
    action.sa_handler = NoteSignal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    for (const int signal : {SIGTERM, SIGHUP}) {
      // Who ignores it for us (nohup) wants the query to run on.
      struct sigaction before = {};
      sigaction(signal, nullptr, &before);
      if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
    }
  }
  int signal() const override { return noted; }
};

/// The actions of a command line's process, until it is destroyed.
class ProcessSignals {
 public:
  ProcessSignals() {
    noted = 0;
    sigaction(SIGTERM, nullptr, &terminate_before_);
    sigaction(SIGHUP, nullptr, &hang_up_before_);
    struct sigaction action = {};
    // A closed pipe is an answer of write(), not the end of the process.
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, &pipe_before_);
    // An interpreter catches Ctrl-C and would look at it only after the command. Who ignores it
    // was started so, in the background.
    sigaction(SIGINT, nullptr, &interrupt_before_);
    if (interrupt_before_.sa_handler == SIG_IGN) return;
    action.sa_handler = SIG_DFL;
    sigaction(SIGINT, &action, nullptr);
  }
  ~ProcessSignals() {
    sigaction(SIGPIPE, &pipe_before_, nullptr);
    sigaction(SIGINT, &interrupt_before_, nullptr);
    sigaction(SIGTERM, &terminate_before_, nullptr);
    sigaction(SIGHUP, &hang_up_before_, nullptr);
  }
  ProcessSignals(const ProcessSignals&) = delete;
  ProcessSignals& operator=(const ProcessSignals&) = delete;

 private:
  struct sigaction pipe_before_ = {};
  struct sigaction interrupt_before_ = {};
  struct sigaction terminate_before_ = {};
  struct sigaction hang_up_before_ = {};
};

/// Columns of the terminal behind `descriptor`; 0: not known.
int TerminalWidth(int descriptor) {
  winsize size = {};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 0;
}

}  // namespace

int RunCliOfProcess(const std::vector<std::string>& args) {
  const ProcessSignals signals;
  FileInput in(STDIN_FILENO);
  FileOutput out(STDOUT_FILENO);
  FileOutput err(STDERR_FILENO, 0);
  ProcessInterrupts interrupts;
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const bool err_is_terminal = isatty(STDERR_FILENO) == 1;
  Streams streams{.in = in,
                  .out = out,
                  .err = err,
                  .interrupts = interrupts,
                  .environment = Environment::OfProcess(),
                  .out_is_terminal = out_is_terminal,
                  .err_is_terminal = err_is_terminal,
                  .width = out_is_terminal ? TerminalWidth(STDOUT_FILENO) : 0};
  return RunCli(args, streams);
}

}  // namespace semaflow::cli
