// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connection_banner.h"

#include "models/connection_state.h"
#include "models/safe_text.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <cmath>

namespace sentinai {

ConnectionBanner::ConnectionBanner(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_countdown(new QLabel(this))
    , m_retry(new QPushButton(tr("Retry now"), this)) {
  setObjectName(QStringLiteral("connectionBanner"));
  setAccessibleName(tr("Connection lost"));
  m_text->setObjectName(QStringLiteral("connectionText"));
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_countdown->setObjectName(QStringLiteral("connectionCountdown"));
  m_retry->setObjectName(QStringLiteral("connectionRetry"));
  m_retry->setAccessibleDescription(tr("Tries to reach the database again at once"));

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceL, Theme::kSpaceS, Theme::kSpaceL, Theme::kSpaceS);
  layout->setSpacing(Theme::kSpaceM);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_countdown);
  layout->addWidget(m_retry);
  hide();

  m_clock.setInterval(std::chrono::milliseconds{500});
  connect(&m_clock, &QTimer::timeout, this, &ConnectionBanner::countDown);
  connect(m_retry, &QPushButton::clicked, this, [this] {
    if (m_connection) {
      m_connection->retryNow();
    }
  });
  connect(&theme, &Theme::changed, this, &ConnectionBanner::restyle);
  restyle();
}

void ConnectionBanner::setConnection(ConnectionState* connection) {
  if (m_connection) {
    m_connection->disconnect(this);
  }
  m_connection = connection;
  if (connection) {
    connect(connection, &ConnectionState::changed, this, &ConnectionBanner::render);
    connect(connection, &QObject::destroyed, this, [this] {
      m_connection = nullptr;
      render();
    });
  }
  render();
}

void ConnectionBanner::render() {
  const bool lost = m_connection && m_connection->state() == ConnectionState::State::Lost;
  setVisible(lost);
  if (!lost) {
    m_clock.stop();
    return;
  }
  const QString why = m_connection->error() ? m_connection->error()->message : QString();
  m_text->setText(
      tr("The connection to the database is lost. What is loaded stays readable. %1").arg(visibleLine(why)).trimmed());
  m_clock.start();
  countDown();
}

void ConnectionBanner::countDown() {
  const auto next = m_connection ? m_connection->nextTry() : std::nullopt;
  m_retry->setEnabled(next.has_value());
  if (!next) {
    m_countdown->setText(tr("Trying …"));
    return;
  }
  const auto left = std::chrono::duration<double>(*next - currentInstant()).count();
  m_countdown->setText(tr("Next try in %n s", nullptr, static_cast<int>(std::ceil(std::max(left, 0.0)))));
}

void ConnectionBanner::restyle() {
  const ThemeColors& colors = m_theme.colors();
  setStyleSheet(QStringLiteral("QFrame#connectionBanner { background: %1; border: none; border-bottom: 1px solid %2; }")
                    .arg(colors.banner.name(), colors.border.name()));
  m_icon->setPixmap(m_theme.icon(QStringLiteral("warning"))
                        .pixmap(QSize(Theme::kIconSize + 2, Theme::kIconSize + 2), devicePixelRatioF()));
}

} // namespace sentinai
