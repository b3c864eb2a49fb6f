// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http_test_server.h"

#include <QThread>
#include <memory>

namespace sentinai {

/// An HttpTestServer in a thread of its own: for tests that wait for a program which calls it. The handler runs there.
class HttpTestThread {
public:
  explicit HttpTestThread(HttpTestServer::Handler handler) {
    m_thread.start();
    run([this, &handler] { m_server = std::make_unique<HttpTestServer>(std::move(handler)); });
  }
  ~HttpTestThread() {
    run([this] { m_server.reset(); });
    m_thread.quit();
    m_thread.wait();
  }
  Q_DISABLE_COPY_MOVE(HttpTestThread)

  [[nodiscard]] QString url(const QString& path) const { return m_server->url(path); }

  [[nodiscard]] QList<HttpTestServer::Request> requests() {
    QList<HttpTestServer::Request> requests;
    run([this, &requests] { requests = m_server->requests(); });
    return requests;
  }

  /// Does it in the server's thread, and waits for it.
  void run(const std::function<void()>& action) {
    QMetaObject::invokeMethod(&m_context, action, Qt::BlockingQueuedConnection);
  }

private:
  struct Context : QObject {
    explicit Context(QThread* thread) { moveToThread(thread); }
  };
  QThread m_thread;
  Context m_context{&m_thread};
  std::unique_ptr<HttpTestServer> m_server;
};

} // namespace sentinai
