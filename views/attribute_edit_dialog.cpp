// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attribute_edit_dialog.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QAccessible>
#include <QCheckBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace sentinai {

namespace {

constexpr int kMaxText = 512;
constexpr int kCurrencyLength = 3;

QJsonValue orNull(const QString& text) {
  return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

} // namespace

AttributeEditDialog::AttributeEditDialog(Exception seen, const TimeFormat& timeFormat, const Theme& theme,
                                         QWidget* parent)
    : QDialog(parent)
    , m_seen(std::move(seen))
    , m_theme(theme)
    , m_domain(new QLineEdit(m_seen.domain, this))
    , m_type(new QLineEdit(m_seen.type, this))
    , m_sourceSystem(new QLineEdit(m_seen.sourceSystem, this))
    , m_entity(new QLineEdit(m_seen.entity, this))
    , m_amount(new QLineEdit(m_seen.amount ? m_seen.amount->text() : QString(), this))
    , m_currency(new QLineEdit(m_seen.currency.value_or(QString()), this))
    , m_hasDeadline(new QCheckBox(tr("&Deadline"), this))
    , m_deadline(new QDateTimeEdit(this))
    , m_problem(new QLabel(this))
    , m_newer(new QLabel(this)) {
  setObjectName(QStringLiteral("attributeEditDialog"));
  setWindowTitle(tr("Edit %1").arg(visibleLine(m_seen.exceptionId)));
  setModal(true);

  const auto name = [](QWidget* widget, const char* objectName) {
    widget->setObjectName(QString::fromLatin1(objectName));
  };
  name(m_domain, "domainInput");
  name(m_type, "typeInput");
  name(m_sourceSystem, "sourceSystemInput");
  name(m_entity, "entityInput");
  name(m_amount, "amountInput");
  name(m_currency, "currencyInput");
  name(m_hasDeadline, "hasDeadline");
  name(m_deadline, "deadlineInput");
  name(m_problem, "editProblem");
  name(m_newer, "editNewer");
  for (QLineEdit* const edit : {m_domain, m_type, m_sourceSystem, m_entity}) {
    edit->setMaxLength(kMaxText);
    edit->setCursorPosition(0);
  }
  m_amount->setPlaceholderText(tr("none, or a number such as 1250.50"));
  m_currency->setPlaceholderText(tr("none, or a code such as EUR"));
  m_currency->setMaxLength(kCurrencyLength);
  addInput(m_domain, QStringLiteral("domain"), m_seen.domain);
  addInput(m_type, QStringLiteral("type"), m_seen.type);
  addInput(m_sourceSystem, QStringLiteral("source_system"), m_seen.sourceSystem);
  addInput(m_entity, QStringLiteral("entity"), m_seen.entity);
  addInput(m_amount, QStringLiteral("amount"), m_seen.amount ? QJsonValue(m_seen.amount->text()) : QJsonValue());
  addInput(m_currency, QStringLiteral("currency"), m_seen.currency ? QJsonValue(*m_seen.currency) : QJsonValue());

  const bool utc = timeFormat.mode() == TimeMode::Utc;
  m_deadline->setTimeSpec(utc ? Qt::UTC : Qt::LocalTime);
  m_deadline->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
  m_deadline->setCalendarPopup(true);
  m_deadline->setAccessibleName(tr("Deadline"));
  m_hasDeadline->setChecked(m_seen.slaDeadline.has_value());
  m_deadline->setEnabled(m_seen.slaDeadline.has_value());
  const QDateTime deadline = toDateTime(m_seen.slaDeadline.value_or(currentInstant()));
  m_deadline->setDateTime(utc ? deadline : deadline.toLocalTime());
  connect(m_hasDeadline, &QCheckBox::toggled, m_deadline, &QWidget::setEnabled);

  for (QLabel* const label : {m_problem, m_newer}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->hide();
  }
  QPalette bad = m_problem->palette();
  bad.setColor(QPalette::WindowText, m_theme.colors().bad);
  m_problem->setPalette(bad);
  QPalette warning = m_newer->palette();
  warning.setColor(QPalette::WindowText, m_theme.colors().warning);
  m_newer->setPalette(warning);

  auto* const form = new QFormLayout;
  form->setHorizontalSpacing(Theme::kSpaceM);
  form->addRow(tr("D&omain"), m_domain);
  form->addRow(tr("&Type"), m_type);
  form->addRow(tr("&Source system"), m_sourceSystem);
  form->addRow(tr("&Entity"), m_entity);
  form->addRow(tr("&Amount"), m_amount);
  form->addRow(tr("C&urrency"), m_currency);
  auto* const deadlineRow = new QHBoxLayout;
  deadlineRow->addWidget(m_deadline, 1);
  deadlineRow->addWidget(new QLabel(utc ? tr("UTC") : deadline.toLocalTime().timeZoneAbbreviation(), this));
  form->addRow(m_hasDeadline, deadlineRow);

  auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
  buttons->button(QDialogButtonBox::Save)->setObjectName(QStringLiteral("saveAttributes"));
  buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("cancelAttributes"));
  connect(buttons, &QDialogButtonBox::accepted, this, &AttributeEditDialog::submit);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL);
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(m_newer);
  column->addLayout(form);
  column->addWidget(m_problem);
  column->addStretch();
  column->addWidget(buttons);
  resize(fontMetrics().averageCharWidth() * 72, sizeHint().height());
}

void AttributeEditDialog::addInput(QLineEdit* edit, const QString& column, const QJsonValue& stored) {
  m_inputs.push_back({edit, column, stored, edit->text()});
}

QJsonObject AttributeEditDialog::changedFields() const {
  QJsonObject fields;
  const auto put = [&fields](const QString& column, const QJsonValue& before, const QJsonValue& after) {
    if (before != after) {
      fields.insert(column, after);
    }
  };
  for (const Input& input : m_inputs) {
    if (input.edit->text() == input.started) {
      continue;
    }
    const QString text = input.edit->text().trimmed();
    const bool mayBeNone = input.edit == m_amount || input.edit == m_currency;
    put(input.column, input.stored, mayBeNone ? orNull(input.edit == m_currency ? text.toUpper() : text) : text);
  }

  // The input shows minutes only: a deadline left alone keeps its seconds.
  std::optional<Instant> deadline;
  if (m_hasDeadline->isChecked()) {
    deadline = fromDateTime(m_deadline->dateTime());
    if (m_seen.slaDeadline && std::chrono::floor<std::chrono::minutes>(*m_seen.slaDeadline) ==
                                  std::chrono::floor<std::chrono::minutes>(*deadline)) {
      deadline = m_seen.slaDeadline;
    }
  }
  const auto asJson = [](const std::optional<Instant>& time) {
    return time ? QJsonValue(toIsoText(*time)) : QJsonValue();
  };
  put(QStringLiteral("sla_deadline"), asJson(m_seen.slaDeadline), asJson(deadline));
  return fields;
}

void AttributeEditDialog::submit() {
  const QJsonObject fields = changedFields();
  if (fields.isEmpty()) {
    reject();
    return;
  }
  Q_EMIT submitted(fields);
}

void AttributeEditDialog::showProblem(const QString& text) {
  m_problem->setText(visibleLine(text));
  m_problem->show();
  QAccessibleEvent alert(m_problem, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void AttributeEditDialog::showPresent(const Exception& present) {
  if (present.exceptionId == m_seen.exceptionId && present.version != m_seen.version && m_newer->isHidden()) {
    m_newer->setText(tr("The exception has changed since you opened this. Saving shows you both and lets you choose."));
    m_newer->show();
    QAccessibleEvent alert(m_newer, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  }
}

} // namespace sentinai
