// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/card_frame.h"

class QLabel;
class QPushButton;

namespace sentinai {

/// One warning in a strip above the content, with at most two ways on. Plain text.
class NoticeBanner : public CardFrame {
  Q_OBJECT
public:
  NoticeBanner(const Theme& theme, const QString& objectName, QWidget* parent = nullptr);

  /// An empty action leaves its button out. The same notice again is not announced again.
  void showNotice(const QString& text, const QString& action, const QString& secondAction = {});

Q_SIGNALS:
  void actionTriggered();
  void secondActionTriggered();

private:
  QLabel* m_text;
  QPushButton* m_action;
  QPushButton* m_secondAction;
};

} // namespace sentinai
