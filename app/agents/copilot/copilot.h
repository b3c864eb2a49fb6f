// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/chat_exchange.h"
#include "app/agents/copilot/copilot_answer.h"
#include "repositories/database/session.h"
#include "repositories/records/actor.h"

namespace sentinai {

/// Answers questions from one tenant's record: by a model where there is one, else in its own words. It reads what
/// `asker`'s session may read and writes events about questions and answers, nothing else; what a model says is text,
/// never a command.
///
/// Questions about an exception are recorded in its timeline, in the asker's name, and answers in the agent
/// `copilot`'s. Those about a view belong to no timeline and are not recorded.
class Copilot {
public:
  /// Gets a model's answer as it comes, fit to show, on the thread of the call; not what is composed.
  using Piece = ChatExchange::Piece;

  /// `session` must outlive all calls.
  Copilot(Session* session, Actor asker, std::optional<ChatSettings> model)
      : m_session(session)
      , m_asker(std::move(asker))
      , m_model(std::move(model)) {}

  /// Of the exception. A model that fails, or a question cancelled while it speaks, is no error but an outcome.
  /// NotFound where there is no such exception; InvalidInput for an empty question or one of more than 10,000
  /// characters; PermissionDenied where the login may not ask.
  [[nodiscard]] Task<CopilotAnswer> ask(QString exceptionId, QString question, Piece piece, CancelToken token) const;

  /// Of all exceptions of the filter.
  [[nodiscard]] Task<CopilotAnswer> askView(ExceptionFilter filter, QString question, Piece piece,
                                            CancelToken token) const;

private:
  Session* m_session;
  Actor m_asker;
  std::optional<ChatSettings> m_model;
};

} // namespace sentinai
