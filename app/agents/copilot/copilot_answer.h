// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/source_list.h"
#include "repositories/records/enum_text.h"

#include <QJsonObject>

namespace sentinai {

/// What the co-pilot says to a question.
struct CopilotAnswer {
  enum class Outcome : quint8 {
    Composed, ///< Without a model, from the record.
    Complete, ///< By the model.
    Cut,      ///< By the model, which was ended before it had said all.
    Failed,   ///< The model did not answer; `text` is what the record says.
    Cancelled ///< Somebody stopped it; `text` is what the model had said so far, and may be empty.
  };

  QString questionId;
  Outcome outcome = Outcome::Composed;
  QString text;                         ///< Plain text of several lines, fit to show.
  std::vector<CopilotSource> citations; ///< What `text` cites by number, ascending. Each is there.
  bool withoutEvidence = false;         ///< `text` is a model's, and cites nothing of the record.
  QString model;                        ///< Empty: none was asked.
  QString promptSha256;                 ///< Of the body that the model was sent, in hexadecimal; empty: none.
  QString problem;                      ///< Why the model failed, and what to do; else empty.
  QStringList notices;                  ///< What was taken out or ignored.
  std::optional<QJsonObject> proposal;  ///< That the model made, recorded for people to judge. Nothing acts on it.
};

template <>
struct EnumTexts<CopilotAnswer::Outcome> {
  static constexpr std::array texts{"composed", "complete", "cut", "failed", "cancelled"};
};

} // namespace sentinai
