// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/status_strip.h"

#include "models/connection_state.h"
#include "models/display_text.h"
#include "models/live_updates.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace sentinai {

namespace {

constexpr int kSwatch = 10;

} // namespace

StatusStrip::StatusStrip(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_swatch(new QLabel(this)) {
  setObjectName(QStringLiteral("statusStrip"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, Theme::kSpaceS, 0);
  layout->setSpacing(Theme::kSpaceXs);
  const auto gap = [layout] { layout->addSpacing(Theme::kSpaceL - Theme::kSpaceXs); };
  m_swatch->setFixedSize(kSwatch, kSwatch);
  layout->addWidget(m_swatch);
  m_tenant = addField(QStringLiteral("statusTenant"));
  gap();
  m_login = addField(QStringLiteral("statusLogin"));
  gap();
  m_environment = addField(QStringLiteral("statusEnvironment"));
  gap();
  m_connectionIcon = new QLabel(this);
  layout->addWidget(m_connectionIcon);
  m_connectionText = addField(QStringLiteral("statusConnection"));
  gap();
  m_liveText = addField(QStringLiteral("statusLive"));
  gap();
  m_age = addField(QStringLiteral("statusAge"));
  m_clock.setInterval(std::chrono::seconds{5});
  connect(&m_clock, &QTimer::timeout, this, &StatusStrip::showAge);
  m_clock.start();
  connect(&theme, &Theme::changed, this, &StatusStrip::restyle);
  setTenant({});
  restyle();
  showAge();
}

QLabel* StatusStrip::addField(const QString& objectName) {
  auto* label = new QLabel(this);
  label->setObjectName(objectName);
  label->setTextFormat(Qt::PlainText);
  layout()->addWidget(label);
  return label;
}

void StatusStrip::show(QLabel* label, const QString& text, const QString& name, const QString& toolTip) {
  label->setText(visibleLine(text));
  label->setAccessibleName(QStringLiteral("%1: %2").arg(name, label->text()));
  label->setToolTip(plainToolTip(toolTip.isEmpty() ? label->accessibleName() : toolTip));
}

void StatusStrip::setTenant(const QString& name) {
  m_tenantName = name;
  show(m_tenant, name.isEmpty() ? tr("No tenant") : name, tr("Tenant"), {});
  restyle();
}

void StatusStrip::setEnvironment(const QString& text, const QString& detail) {
  show(m_environment, text, tr("Environment"), detail);
}

void StatusStrip::setConnection(ConnectionState* connection) {
  if (m_connection) {
    m_connection->disconnect(this);
  }
  m_connection = connection;
  if (connection) {
    connect(connection, &ConnectionState::changed, this, &StatusStrip::showConnection);
    connect(connection, &QObject::destroyed, this, [this] { m_connection = nullptr; });
  }
  showConnection();
}

void StatusStrip::setLiveUpdates(LiveUpdates* live) {
  if (m_live) {
    m_live->disconnect(this);
  }
  m_live = live;
  if (live) {
    connect(live, &LiveUpdates::stateChanged, this, &StatusStrip::showLive);
    connect(live, &QObject::destroyed, this, [this] { m_live = nullptr; });
  }
  showLive();
}

void StatusStrip::showLive() {
  m_liveText->setVisible(m_live != nullptr);
  if (!m_live) {
    return;
  }
  QString text;
  QString detail;
  QColor color = m_theme.colors().mutedText;
  switch (m_live->state()) {
  case LiveUpdates::State::Live:
    text = tr("Live");
    detail = tr("What others change shows at once");
    color = m_theme.colors().good;
    break;
  case LiveUpdates::State::Polling:
    text = tr("Polling");
    detail = tr("What others change shows after a moment: the database is asked now and then");
    break;
  case LiveUpdates::State::Paused:
    text = tr("Paused");
    detail = tr("What others change does not show until live updates are resumed (View menu)");
    color = m_theme.colors().warning;
    break;
  case LiveUpdates::State::Interrupted:
    text = tr("Not live");
    detail = m_live->problem().isEmpty() ? tr("What others change does not show yet: connecting …") : m_live->problem();
    color = m_theme.colors().warning;
    break;
  }
  show(m_liveText, text, tr("Live updates"), detail);
  QPalette palette;
  palette.setColor(QPalette::WindowText, color);
  m_liveText->setPalette(palette);
}

void StatusStrip::setLoadedAt(std::optional<Instant> loadedAt) {
  m_loadedAt = loadedAt;
  showAge();
}

void StatusStrip::showConnection() {
  const auto state = m_connection ? m_connection->state() : ConnectionState::State::Connecting;
  const bool lost = state == ConnectionState::State::Lost;
  const bool connected = state == ConnectionState::State::Connected;
  const QString text = lost ? tr("Connection lost") : connected ? tr("Connected") : tr("Connecting …");
  QString detail;
  QString login;
  if (m_connection && m_connection->health()) {
    const Health& health = *m_connection->health();
    const double latency = std::chrono::duration<double, std::milli>(health.latency).count();
    detail =
        tr("%1 %2, %3 ms a round trip, schema %4")
            .arg(health.engine == QLatin1String("postgresql") ? QStringLiteral("PostgreSQL") : QStringLiteral("SQLite"),
                 health.serverVersion, QString::number(latency, 'f', 1), QString::number(health.schemaVersion));
    const auto access = health.access ? fromText<Access>(*health.access) : std::nullopt;
    login = access ? QStringLiteral("%1 · %2").arg(health.login, displayText(*access)) : health.login;
    if (health.readOnly) {
      login += tr(" · read-only");
    }
  }
  show(m_connectionText, text, tr("Connection"),
       lost && m_connection->error() ? m_connection->error()->message : detail);
  show(m_login, login.isEmpty() ? tr("Not signed in") : login, tr("Login"), {});
  QPalette palette;
  palette.setColor(QPalette::WindowText, lost        ? m_theme.colors().bad
                                         : connected ? m_theme.colors().good
                                                     : m_theme.colors().mutedText);
  m_connectionText->setPalette(palette);
  const QString icon = lost ? QStringLiteral("warning") : connected ? QStringLiteral("check") : QStringLiteral("clock");
  m_connectionIcon->setPixmap(
      m_theme.icon(icon).pixmap(QSize(Theme::kIconSize - 2, Theme::kIconSize - 2), devicePixelRatioF()));
}

void StatusStrip::showAge() {
  if (!m_loadedAt) {
    show(m_age, tr("No data yet"), tr("Age of the data"), {});
    return;
  }
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(currentInstant() - *m_loadedAt);
  const QString text =
      age < std::chrono::seconds{10} ? tr("Data just read") : tr("Data %1 old").arg(TimeFormat::spanText(age));
  show(m_age, text, tr("Age of the data"), tr("F5 reads it again"));
}

void StatusStrip::restyle() {
  QPixmap pixmap(QSize(kSwatch, kSwatch));
  pixmap.fill(m_tenantName.isEmpty() ? m_theme.colors().border : m_theme.identityColor(m_tenantName));
  m_swatch->setPixmap(pixmap);
  showConnection();
  showLive();
}

} // namespace sentinai
