// A terminal, a folder and models for tests of command lines.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli.h"
#include "streams.h"

namespace semaflow::cli {

class TextInput final : public Input {
 public:
  explicit TextInput(std::string text) : text_(std::move(text)) {}
  std::ptrdiff_t Read(char* buffer, std::size_t size) override {
    if (failure != 0) {
      errno = failure;
      return -1;
    }
    const std::size_t count = std::min({size, text_.size() - at_, chunk_max});
    std::memcpy(buffer, text_.data() + at_, count);
    at_ += count;
    return static_cast<std::ptrdiff_t>(count);
  }

  int failure = 0;
  std::size_t chunk_max = 1 << 20;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class TextOutput final : public Output {
 public:
  bool Write(std::string_view bytes) override {
    if (on_write) on_write(bytes);
    if (text.size() + bytes.size() > bytes_max) failure_ = failure_then;
    if (failure_ == 0) text += bytes;
    return failure_ == 0;
  }
  bool Flush() override {
    ++flushes;
    return failure_ == 0;
  }
  int failure() const override { return failure_; }

  std::string text;
  std::size_t bytes_max = SIZE_MAX;  ///< More than that fails.
  int failure_then = ENOSPC;
  int flushes = 0;
  std::function<void(std::string_view)> on_write;

 private:
  int failure_ = 0;
};

class TestInterrupts final : public Interrupts {
 public:
  void Arm() override { armed = true; }
  int signal() const override { return pressed ? number : 0; }

  std::atomic<bool> armed = false;
  std::atomic<bool> pressed = false;
  int number = SIGINT;
};

/// What a command line gave.
struct Answer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// One terminal; set it up, then Run.
struct Terminal {
  TextInput in{""};
  TextOutput out;
  TextOutput err;
  TestInterrupts interrupts;
  std::map<std::string, std::string> environment;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 0;

  Answer Run(const std::vector<std::string>& args) {
    Streams streams{.in = in,
                    .out = out,
                    .err = err,
                    .interrupts = interrupts,
                    .environment = {[this](const char* name) {
                                      const auto found = environment.find(name);
                                      return found == environment.end() ? nullptr
                                                                        : found->second.c_str();
                                    },
                                    [this] {
                                      std::vector<std::string> names;
                                      for (const auto& [name, value] : environment)
                                        names.push_back(name);
                                      return names;
                                    }},
                    .out_is_terminal = out_is_terminal,
                    .err_is_terminal = err_is_terminal,
                    .width = width};
    const int exit_code = RunCli(args, streams);
    return {.exit_code = exit_code, .out = out.text, .err = err.text};
  }
};

inline Answer RunLine(const std::vector<std::string>& args, std::string input = "") {
  Terminal terminal{.in = TextInput(std::move(input))};
  return terminal.Run(args);
}

/// A folder of its own, removed at the end.
class TestFolder {
 public:
  TestFolder() {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("semaflow_cli_test_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string path(const std::string& name = "") const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }
  /// Writes a file and gives its path.
  std::string Write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path(name);
  }
  std::string Read(const std::string& name) const {
    std::ifstream stream(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  std::filesystem::path path_;
};

/// The model of `semaflow new`, a base of fixtures.
struct ShopFolder {
  ShopFolder() : shop(folder.path("shop")) {
    const Answer made = RunLine({"new", shop});
    if (made.exit_code != 0) throw std::runtime_error(made.err);
  }

  TestFolder folder;
  std::string shop;
};

}  // namespace semaflow::cli
