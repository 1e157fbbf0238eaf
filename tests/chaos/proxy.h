// A TCP proxy on loopback between clients and a server, for tests: it cuts, stalls and loses what
// it should pass on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

namespace semaflow::chaos {

/// What becomes of one connection.
struct Fate {
  enum class Kind : std::uint8_t {
    kForward,
    kCut,    ///< Both ends are closed.
    kReset,  ///< The same, and the client is told by an RST.
    kStall,  ///< Nothing is passed on any more, until the proxy is well again.
    kLose,   ///< What comes is taken and lost, an end as well: a black hole.
  };
  enum class Direction : std::uint8_t { kToServer, kToClient };
  Kind kind = Kind::kForward;
  Direction direction = Direction::kToClient;
  /// So many bytes pass in this direction before it happens.
  std::size_t after_bytes = 0;
  bool is_byte_by_byte = false;  ///< Every byte travels alone.
};

/// Works on a thread of its own until it is destroyed. Any thread may call it.
class Proxy {
 public:
  /// Before a server at this port of loopback. Throws std::system_error.
  explicit Proxy(int server_port);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  int port() const { return port_; }
  /// Asked once for each new connection.
  void SetFates(std::function<Fate()> fates);
  /// The connections that are there get a new fate, too. Their bytes count from now on.
  void MeetAll();
  /// Nobody listens: new connections are refused.
  void Refuse();
  /// Passes everything on again: what was stalled as well, but what was lost has no good end, so
  /// those connections are closed.
  void Heal();
  /// Bytes that were passed on in all.
  std::size_t passed(Fate::Direction direction) const;

 private:
  static constexpr std::size_t kBuffer = 16'384;
  /// One way of a connection: what was read and not yet written.
  struct Way {
    int from = -1;
    int to = -1;
    std::array<char, kBuffer> buffer{};
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t passed = 0;
    bool has_ended = false;  // `from` will say nothing more.
  };
  struct Pair {
    Fate fate;
    bool is_met = false;  // The fate.
    bool is_closed = false;
    Way to_server;
    Way to_client;
  };

  void Listen();
  void Work();
  void Wake() const;
  void Accept();
  void Move(Pair& pair, Fate::Direction direction);
  void MeetFate(Pair& pair);
  static void Close(Pair& pair);
  std::size_t RoomOf(const Pair& pair, Fate::Direction direction) const;

  const int server_port_;
  int port_ = 0;
  int listener_ = -1;
  int waker_ = -1;
  mutable std::mutex mutex_;
  bool is_over_ = false;
  std::function<Fate()> fates_ = [] { return Fate{}; };
  std::list<Pair> pairs_;
  std::array<std::size_t, 2> passed_{};
  std::thread thread_;
};

}  // namespace semaflow::chaos
