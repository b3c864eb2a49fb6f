// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/navigation_bar.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QAction>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kWidth = 176;
constexpr int kSwatch = 28;

/// The tenant's first letters on its colour.
QPixmap swatch(const QString& name, const QColor& ground, const QColor& text, const QFont& font, double ratio) {
  QPixmap pixmap(QSize(kSwatch, kSwatch) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(ground);
  painter.setPen(Qt::NoPen);
  painter.drawRoundedRect(QRect(0, 0, kSwatch, kSwatch), Theme::kRadius, Theme::kRadius);
  painter.setPen(text);
  painter.setFont(font);
  painter.drawText(QRect(0, 0, kSwatch, kSwatch), Qt::AlignCenter, name.left(1).toUpper());
  return pixmap;
}

} // namespace

NavigationBar::NavigationBar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_swatch(new QLabel(this))
    , m_tenant(new QLabel(this))
    , m_pages(new QVBoxLayout) {
  setObjectName(QStringLiteral("navigation"));
  setAccessibleName(tr("Navigation"));
  setFixedWidth(kWidth);
  m_tenant->setObjectName(QStringLiteral("navigationTenant"));
  m_tenant->setTextFormat(Qt::PlainText);
  m_tenant->setWordWrap(true);
  m_swatch->setFixedSize(kSwatch, kSwatch);

  auto* tenant = new QHBoxLayout;
  tenant->setContentsMargins(Theme::kSpaceXs, Theme::kSpaceXs, Theme::kSpaceXs, Theme::kSpaceM);
  tenant->setSpacing(Theme::kSpaceS);
  tenant->addWidget(m_swatch);
  tenant->addWidget(m_tenant, 1);

  m_pages->setSpacing(2);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceS, Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM);
  layout->setSpacing(Theme::kSpaceXs);
  layout->addLayout(tenant);
  layout->addLayout(m_pages);
  layout->addStretch();
  connect(&theme, &Theme::changed, this, &NavigationBar::restyle);
  restyle();
}

QToolButton* NavigationBar::addButton(const QString& key, const QString& text, const QString& iconName) {
  auto* button = new QToolButton(this);
  button->setObjectName(QStringLiteral("navigation_%1").arg(key));
  button->setText(text);
  button->setAccessibleName(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  button->setFocusPolicy(Qt::TabFocus);
  m_pages->addWidget(button);
  m_entries.push_back({key, iconName, button});
  restyle();
  return button;
}

void NavigationBar::addPage(QAction* action, const QString& key, const QString& iconName) {
  QToolButton* button = addButton(key, action->text().remove(QLatin1Char('&')), iconName);
  button->setToolTip(
      QStringLiteral("%1 (%2)").arg(button->text(), action->shortcut().toString(QKeySequence::NativeText)));
  button->setCheckable(true);
  // Only the page that is reached is checked, not the one that was asked for.
  // toggled() rather than clicked(): a screen reader's "toggle" is no click.
  connect(button, &QToolButton::toggled, this, [this, button, action, key](bool checked) {
    if (checked != (key == m_current)) {
      const QSignalBlocker blocker(button);
      button->setChecked(!checked);
      action->trigger();
    }
  });
}

void NavigationBar::addTool(QAction* action, const QString& text, const QString& iconName) {
  QToolButton* button = addButton(action->objectName(), text, iconName);
  const auto follow = [button, action] {
    button->setEnabled(action->isEnabled());
    button->setToolTip(
        QStringLiteral("%1 (%2)").arg(action->toolTip(), action->shortcut().toString(QKeySequence::NativeText)));
  };
  follow();
  connect(action, &QAction::changed, button, follow);
  connect(button, &QToolButton::clicked, action, &QAction::trigger);
}

void NavigationBar::clearPages() {
  for (const Entry& entry : m_entries) {
    entry.button->deleteLater();
  }
  m_entries.clear();
}

void NavigationBar::setCurrent(const QString& key) {
  m_current = key;
  for (const Entry& entry : m_entries) {
    const QSignalBlocker blocker(entry.button);
    entry.button->setChecked(entry.key == key);
  }
}

void NavigationBar::setTenant(const QString& name) {
  m_tenantName = name;
  m_tenant->setText(visibleLine(name));
  m_tenant->setToolTip(plainToolTip(name));
  m_swatch->setVisible(!name.isEmpty());
  restyle();
}

void NavigationBar::restyle() {
  const ThemeColors& colors = m_theme.colors();
  m_tenant->setFont(m_theme.font(FontRole::Strong));
  m_swatch->setPixmap(swatch(m_tenantName, m_theme.identityColor(m_tenantName), colors.base,
                             m_theme.font(FontRole::Strong), devicePixelRatioF()));
  for (const Entry& entry : m_entries) {
    entry.button->setIcon(m_theme.icon(entry.iconName));
    entry.button->setIconSize({Theme::kIconSize + 2, Theme::kIconSize + 2});
  }
  setStyleSheet(QStringLiteral("QFrame#navigation { background: %1; border: none; border-right: 1px solid %2; }"
                               "QToolButton { border: 1px solid transparent; border-radius: %3px; padding: 6px 8px; "
                               "color: %4; text-align: left; }"
                               "QToolButton:hover { background: %5; }"
                               "QToolButton:disabled { color: %8; }"
                               "QToolButton:checked { background: %6; color: %7; font-weight: 600; }"
                               "QToolButton:focus { border-color: %7; }")
                    .arg(colors.window.name(), colors.border.name())
                    .arg(Theme::kRadius)
                    .arg(colors.text.name(), colors.alternate.name(), colors.selection.name(), colors.accent.name(),
                         palette().color(QPalette::Disabled, QPalette::WindowText).name()));
}

} // namespace sentinai
