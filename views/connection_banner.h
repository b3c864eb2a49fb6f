// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace sentinai {

class ConnectionState;
class Theme;

/// Says that the connection is lost and why, counts down to the next try and offers to try now. Hidden otherwise.
class ConnectionBanner : public QFrame {
  Q_OBJECT
public:
  ConnectionBanner(const Theme& theme, QWidget* parent = nullptr);

  void setConnection(ConnectionState* connection); ///< Null: none yet.

private:
  void render();
  void countDown();
  void restyle();

  const Theme& m_theme;
  ConnectionState* m_connection = nullptr;
  QLabel* m_icon;
  QLabel* m_text;
  QLabel* m_countdown;
  QPushButton* m_retry;
  QTimer m_clock;
};

} // namespace sentinai
