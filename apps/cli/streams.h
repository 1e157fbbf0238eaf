// What a command line talks to: so that a test, or Python, can be the terminal.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "semaflow/config.h"

namespace semaflow::cli {

/// Bytes in. Used by one thread.
class Input {
 public:
  virtual ~Input() = default;
  /// Up to `size` bytes into `buffer`: how many, 0 at the end, -1 when reading failed (errno).
  virtual std::ptrdiff_t Read(char* buffer, std::size_t size) = 0;
};

/// Bytes out. Used by one thread at a time.
class Output {
 public:
  virtual ~Output() = default;
  /// False: it failed, now or earlier; `failure` says why. What was written before may be lost.
  virtual bool Write(std::string_view bytes) = 0;
  /// Hands on what is buffered.
  virtual bool Flush() = 0;
  /// The errno of the first failure; 0: none. EPIPE: nobody reads any more.
  virtual int failure() const = 0;
};

/// The signals that ask a program to end: Ctrl-C (SIGINT), SIGTERM, and SIGHUP, which a terminal
/// sends when it goes. Until Arm they end the process, as they do for any program.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  /// From now on the first one is only noted; the same once more ends the process.
  virtual void Arm() = 0;
  /// The one that came; 0: none.
  virtual int signal() const = 0;
  bool pending() const { return signal() != 0; }
};

/// Borrowed by RunCli for the time of the call.
struct Streams {
  Input& in;
  Output& out;
  Output& err;
  Interrupts& interrupts;
  Environment environment;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 0;  ///< Columns of the terminal; 0: not known.
};

/// A file descriptor that is not closed. Writes are gathered to 64 KiB.
class FileInput final : public Input {
 public:
  explicit FileInput(int descriptor) : descriptor_(descriptor) {}
  std::ptrdiff_t Read(char* buffer, std::size_t size) override;

 private:
  int descriptor_;
};

class FileOutput final : public Output {
 public:
  explicit FileOutput(int descriptor, std::size_t buffer_max = std::size_t{64} << 10)
      : descriptor_(descriptor), buffer_max_(buffer_max) {}
  bool Write(std::string_view bytes) override;
  bool Flush() override;
  int failure() const override { return failure_; }

 private:
  bool WriteNow(std::string_view bytes);

  int descriptor_;
  std::size_t buffer_max_;
  std::string buffer_;
  int failure_ = 0;
};

}  // namespace semaflow::cli
