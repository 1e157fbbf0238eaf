// The program `semaflow`: RunCli over this process's terminal.
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli.h"

namespace {

volatile std::sig_atomic_t interrupted = 0;

void NoteInterrupt(int) { interrupted = 1; }

class ProcessInterrupts final : public semaflow::cli::Interrupts {
 public:
  void Arm() override {
    // Without SA_RESTART: a write that blocks in a full pipe must end too. The second Ctrl-C finds
    // the default action and ends the process.
    struct sigaction action = {};
    action.sa_handler = NoteInterrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
  }
  bool pending() const override { return interrupted != 0; }
};

/// Columns of the terminal behind `descriptor`; 0: not known.
int TerminalWidth(int descriptor) {
  winsize size = {};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe is an answer of write(), not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  semaflow::cli::FileInput in(STDIN_FILENO);
  semaflow::cli::FileOutput out(STDOUT_FILENO);
  semaflow::cli::FileOutput err(STDERR_FILENO, 0);
  ProcessInterrupts interrupts;
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const bool err_is_terminal = isatty(STDERR_FILENO) == 1;
  semaflow::cli::Streams streams{.in = in,
                                 .out = out,
                                 .err = err,
                                 .interrupts = interrupts,
                                 .environment = semaflow::Environment::OfProcess(),
                                 .out_is_terminal = out_is_terminal,
                                 .err_is_terminal = err_is_terminal,
                                 .width = out_is_terminal ? TerminalWidth(STDOUT_FILENO) : 0};
  return semaflow::cli::RunCli(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                               streams);
}
