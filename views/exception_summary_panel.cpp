// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_summary_panel.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "models/sla_state.h"
#include "models/time_format.h"
#include "views/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

/// Rows of the form, in their order.
enum Row : std::size_t {
  SeverityRow,
  StatusRow,
  SlaRow,
  AmountRow,
  EntityRow,
  OwnerRow,
  SourceRow,
  DomainRow,
  CreatedRow,
  UpdatedRow,
  ResolvedRow
};

void setColor(QLabel* label, const QColor& color) {
  QPalette palette = label->palette();
  if (palette.color(QPalette::WindowText) != color) { // It lays the label out anew.
    palette.setColor(QPalette::WindowText, color);
    label->setPalette(palette);
  }
}

QLayout* withIcon(QLabel* icon, QLabel* value) {
  auto* layout = new QHBoxLayout;
  layout->setSpacing(Theme::kSpaceXs);
  layout->addWidget(icon);
  layout->addWidget(value, 1);
  return layout;
}

} // namespace

ExceptionSummaryPanel::ExceptionSummaryPanel(const Theme& theme, const TimeFormat& timeFormat, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_timeFormat(timeFormat)
    , m_id(new QLabel(this))
    , m_subtitle(new QLabel(this))
    , m_hint(new QLabel(tr("Select a row to see it here."), this))
    , m_body(new QWidget(this))
    , m_form(new QFormLayout)
    , m_open(new QPushButton(tr("Open exception"), this))
    , m_severityIcon(new QLabel(m_body))
    , m_statusIcon(new QLabel(m_body)) {
  setObjectName(QStringLiteral("summaryPanel"));
  setAccessibleName(tr("Summary of the selected exception"));
  m_id->setObjectName(QStringLiteral("summaryId"));
  m_id->setTextFormat(Qt::PlainText);
  m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_subtitle->setObjectName(QStringLiteral("summaryType"));
  m_subtitle->setWordWrap(true);
  m_subtitle->setTextFormat(Qt::PlainText);
  m_hint->setAlignment(Qt::AlignCenter);
  m_hint->setWordWrap(true);
  m_open->setObjectName(QStringLiteral("summaryOpen"));
  m_open->setToolTip(tr("Open with its timeline (Enter in the table)"));

  m_form->setContentsMargins(0, 0, 0, 0);
  m_form->setHorizontalSpacing(Theme::kSpaceM);
  m_form->setVerticalSpacing(Theme::kSpaceS);
  m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
  addRow(displayText(ExceptionField::Severity), QStringLiteral("summarySeverity"), m_severityIcon);
  addRow(displayText(ExceptionField::Status), QStringLiteral("summaryStatus"), m_statusIcon);
  addRow(displayText(ExceptionField::SlaDeadline), QStringLiteral("summarySla"));
  addRow(displayText(ExceptionField::Amount), QStringLiteral("summaryAmount"));
  addRow(displayText(ExceptionField::Entity), QStringLiteral("summaryEntity"));
  addRow(displayText(ExceptionField::Owner), QStringLiteral("summaryOwner"));
  addRow(displayText(ExceptionField::SourceSystem), QStringLiteral("summarySource"));
  addRow(displayText(ExceptionField::Domain), QStringLiteral("summaryDomain"));
  addRow(displayText(ExceptionField::CreatedAt), QStringLiteral("summaryCreated"));
  addRow(displayText(ExceptionField::UpdatedAt), QStringLiteral("summaryUpdated"));
  addRow(displayText(Status::Resolved), QStringLiteral("summaryResolved"));

  auto* body = new QVBoxLayout(m_body);
  body->setContentsMargins(0, 0, 0, 0);
  body->setSpacing(Theme::kSpaceXs);
  body->addWidget(m_id);
  body->addWidget(m_subtitle);
  body->addSpacing(Theme::kSpaceM);
  body->addLayout(m_form);
  body->addSpacing(Theme::kSpaceM);
  body->addWidget(m_open, 0, Qt::AlignLeft);
  body->addStretch();

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceL, Theme::kSpaceM, Theme::kSpaceL, Theme::kSpaceM);
  layout->addWidget(m_body);
  layout->addWidget(m_hint);
  setMinimumWidth(220);

  connect(m_open, &QPushButton::clicked, this, [this] {
    if (m_exception) {
      Q_EMIT openRequested(m_exception->exceptionId);
    }
  });
  connect(&theme, &Theme::changed, this, &ExceptionSummaryPanel::restyle);
  connect(&timeFormat, &TimeFormat::changed, this, &ExceptionSummaryPanel::render);
  restyle();
}

QLabel* ExceptionSummaryPanel::addRow(const QString& name, const QString& objectName, QLabel* icon) {
  auto* label = new QLabel(name, m_body);
  auto* value = new QLabel(m_body);
  value->setObjectName(objectName);
  value->setWordWrap(true);
  value->setTextFormat(Qt::PlainText);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setBuddy(value);
  if (icon) {
    m_form->addRow(label, withIcon(icon, value));
  } else {
    m_form->addRow(label, value);
  }
  m_names.push_back(label);
  m_values.push_back(value);
  return value;
}

void ExceptionSummaryPanel::showException(const std::optional<Exception>& exception) {
  m_exception = exception;
  render();
}

void ExceptionSummaryPanel::restyle() {
  const ThemeColors& colors = m_theme.colors();
  setStyleSheet(QStringLiteral("QFrame#summaryPanel { background: %1; border: none; border-left: 1px solid %2; }")
                    .arg(colors.base.name(), colors.border.name()));
  m_id->setFont(m_theme.font(FontRole::Heading));
  setColor(m_hint, colors.mutedText);
  setColor(m_subtitle, colors.mutedText);
  for (QLabel* name : m_names) {
    setColor(name, colors.mutedText);
  }
  render();
}

void ExceptionSummaryPanel::render() {
  const ThemeColors& colors = m_theme.colors();
  m_body->setVisible(m_exception.has_value());
  m_hint->setVisible(!m_exception);
  if (!m_exception) {
    return;
  }
  const Exception& row = *m_exception;
  const Instant now = currentInstant();
  m_id->setText(visibleLine(row.exceptionId));
  m_subtitle->setText(visibleLine(row.type));
  const auto set = [&](Row index, const QString& text, const QColor& color, const QString& toolTip = {}) {
    QLabel* label = m_values[index];
    label->setText(text.isEmpty() ? QStringLiteral("–") : text);
    label->setToolTip(plainToolTip(toolTip));
    setColor(label, text.isEmpty() ? colors.mutedText : color);
  };
  const auto setTime = [&](Row index, const std::optional<Instant>& instant) {
    set(index, instant ? m_timeFormat.text(*instant, now) : QString(), colors.text,
        instant ? m_timeFormat.absoluteText(*instant) : QString());
  };
  set(SeverityRow, displayText(row.severity), m_theme.color(row.severity));
  set(StatusRow, displayText(row.status), m_theme.color(row.status));
  const QSize iconSize(Theme::kIconSize - 2, Theme::kIconSize - 2);
  m_severityIcon->setPixmap(m_theme.icon(row.severity).pixmap(iconSize, devicePixelRatioF()));
  m_statusIcon->setPixmap(m_theme.icon(row.status).pixmap(iconSize, devicePixelRatioF()));
  set(SlaRow, slaText(row, now), m_theme.color(slaState(row, now)),
      row.slaDeadline ? m_timeFormat.absoluteText(*row.slaDeadline) : QString());
  set(AmountRow, amountText(row), colors.text);
  set(EntityRow, visibleLine(row.entity), colors.text);
  set(OwnerRow, row.owner ? visibleLine(*row.owner) : tr("Unassigned"), row.owner ? colors.text : colors.mutedText);
  set(SourceRow, visibleLine(row.sourceSystem), colors.text);
  set(DomainRow, visibleLine(row.domain), colors.text);
  setTime(CreatedRow, row.createdAt);
  setTime(UpdatedRow, row.updatedAt);
  setTime(ResolvedRow, row.resolvedAt);
  m_names[ResolvedRow]->setVisible(row.resolvedAt.has_value());
  m_values[ResolvedRow]->setVisible(row.resolvedAt.has_value());
}

} // namespace sentinai
