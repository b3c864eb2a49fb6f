// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/chat_chunk.h"
#include "app/agents/copilot/chat_settings.h"
#include "app/agents/copilot/sse_reader.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/completion.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>
#include <functional>

namespace sentinai {

/// How a model's answer ended that did not fail.
enum class ChatEnd : quint8 {
  Complete,
  Cut ///< By its own limit, a filter of the service, or ours of 32,768 characters.
};

/// Asks a model by `POST` and takes its answer as it streams in. Of one thread with an event loop; destroying it ends
/// the connection. Redirects are not followed, certificates are verified, nothing is kept or tried again.
class ChatExchange : public QObject {
  Q_OBJECT
public:
  using Piece = std::function<void(const QString&)>;

  /// Gives `piece` each part of the answer. Completes with how it ended, or with what is wrong and what to do:
  /// Cancelled; Timeout; PermissionDenied where the key is refused; NotFound; ConnectionLost where it cannot be
  /// reached, breaks off or is overloaded; Internal where the answer cannot be read.
  [[nodiscard]] static Task<ChatEnd> ask(ChatSettings settings, QByteArray body, Piece piece, CancelToken token);

  Q_DISABLE_COPY_MOVE(ChatExchange)
  ~ChatExchange() override;

private:
  ChatExchange(ChatSettings settings, Piece piece);

  ChatSettings m_settings;
  Piece m_piece;
  QNetworkAccessManager m_network;
  QNetworkReply* m_reply = nullptr; ///< Of m_network.
  QTimer m_timeout;
  SseReader m_events;
  QByteArray m_refusal; ///< What the endpoint says where it refuses; its beginning.
  QStringList m_tlsProblems;
  QString m_held;         ///< Of the answer: what may be the beginning of the key.
  qsizetype m_length = 0; ///< Of the answer so far, in characters.
  Completion<ChatEnd> m_end;
  bool m_ended = false;

  void post(const QByteArray& body);
  void take();
  void takeEvents(const QByteArray& bytes);
  void give(const QString& text);
  void giveRest();
  void finish();
  void end(Result<ChatEnd> result);
  [[nodiscard]] bool isStream() const;
  [[nodiscard]] DbError refusal() const;
};

} // namespace sentinai
