// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state_panel.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kIconSize = 40;
constexpr int kTextWidth = 460;

QString iconName(StatePanel::Kind kind) {
  switch (kind) {
  case StatePanel::Kind::Loading:
    return QStringLiteral("clock");
  case StatePanel::Kind::Empty:
    return QStringLiteral("inbox");
  case StatePanel::Kind::Error:
    return QStringLiteral("warning");
  case StatePanel::Kind::NoPermission:
    return QStringLiteral("lock");
  }
  return {};
}

} // namespace

StatePanel::StatePanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_action(new QPushButton(this))
    , m_secondAction(new QPushButton(this)) {
  m_title->setObjectName(QStringLiteral("stateTitle"));
  m_text->setObjectName(QStringLiteral("stateText"));
  m_action->setObjectName(QStringLiteral("stateAction"));
  m_secondAction->setObjectName(QStringLiteral("stateSecondAction"));
  m_progress->setObjectName(QStringLiteral("stateProgress"));
  m_progress->setAccessibleName(tr("Progress"));
  m_progress->setRange(0, 1000);
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(kTextWidth * 2 / 3, 6);
  m_title->setWordWrap(true);
  m_title->setAlignment(Qt::AlignHCenter);
  m_title->setTextFormat(Qt::PlainText);
  m_text->setWordWrap(true);
  m_text->setAlignment(Qt::AlignHCenter);
  m_text->setTextFormat(Qt::PlainText);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  m_icon->setAlignment(Qt::AlignHCenter);
  // Word-wrapping labels ask for too little height when they are centred; a fixed width makes them honest.
  m_title->setFixedWidth(kTextWidth);
  m_text->setFixedWidth(kTextWidth);

  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(Theme::kSpaceS);
  buttons->addStretch();
  buttons->addWidget(m_action);
  buttons->addWidget(m_secondAction);
  buttons->addStretch();

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceXl, Theme::kSpaceXl, Theme::kSpaceXl, Theme::kSpaceXl);
  layout->setSpacing(Theme::kSpaceS);
  layout->addStretch(2);
  layout->addWidget(m_icon, 0, Qt::AlignHCenter);
  layout->addWidget(m_title, 0, Qt::AlignHCenter);
  layout->addWidget(m_text, 0, Qt::AlignHCenter);
  layout->addSpacing(Theme::kSpaceS);
  layout->addWidget(m_progress, 0, Qt::AlignHCenter);
  layout->addLayout(buttons);
  layout->addStretch(3);

  connect(m_action, &QPushButton::clicked, this, &StatePanel::actionTriggered);
  connect(m_secondAction, &QPushButton::clicked, this, &StatePanel::secondActionTriggered);
  connect(&theme, &Theme::changed, this, &StatePanel::restyle);
  restyle();
}

void StatePanel::showState(Kind kind, const QString& title, const QString& text, const QString& action,
                           const QString& secondAction) {
  m_kind = kind;
  m_title->setText(visibleLine(title));
  m_text->setText(visibleText(text));
  m_text->setVisible(!text.isEmpty());
  m_progress->setVisible(kind == Kind::Loading);
  m_progress->setRange(0, 0);
  m_action->setText(action);
  m_action->setVisible(!action.isEmpty());
  m_secondAction->setText(secondAction);
  m_secondAction->setVisible(!secondAction.isEmpty());
  setAccessibleName(m_title->text());
  setAccessibleDescription(m_text->text());
  restyle();
}

QWidget* StatePanel::firstAction() const {
  return m_action->isHidden() ? nullptr : m_action;
}

void StatePanel::setProgress(int permille, const QString& text) {
  m_progress->setRange(0, permille < 0 ? 0 : 1000);
  m_progress->setValue(permille);
  m_text->setText(visibleText(text));
  m_text->setVisible(!text.isEmpty());
}

void StatePanel::restyle() {
  m_title->setFont(m_theme.font(FontRole::Heading));
  QPalette muted = palette();
  muted.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_text->setPalette(muted);
  m_icon->setPixmap(
      m_theme.icon(iconName(m_kind)).pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF(), QIcon::Disabled));
}

} // namespace sentinai
