// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import_run_page.h"

#include "models/import_model.h"
#include "models/safe_text.h"
#include "models/text_table_model.h"
#include "models/time_format.h"
#include "views/text_table_view.h"
#include "views/theme.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kSteps = 1000;

QString number(qint64 value) {
  return QLocale().toString(value);
}

} // namespace

ImportRunPage::ImportRunPage(ImportModel& model, const Theme& theme, Kind kind, QWidget* parent)
    : ImportPage(parent)
    , m_model(model)
    , m_theme(theme)
    , m_kind(kind)
    , m_headline(new QLabel(this))
    , m_details(new QLabel(this))
    , m_skipExisting(new QCheckBox(tr("&Leave existing exceptions as they are"), this))
    , m_bar(new QProgressBar(this))
    , m_rate(new QLabel(this))
    , m_cancel(new QPushButton(this))
    , m_again(new QPushButton(this))
    , m_tabs(new QTabWidget(this))
    , m_rejects(new TextTableView(theme, *model.rejects(), this))
    , m_warnings(new TextTableView(theme, *model.warnings(), this))
    , m_save(new QPushButton(tr("&Save Rejected Rows …"), this))
    , m_saved(new QLabel(this)) {
  const QString prefix = kind == Kind::Check ? QStringLiteral("importCheck") : QStringLiteral("importRun");
  setObjectName(prefix + QStringLiteral("Page"));
  m_headline->setObjectName(prefix + QStringLiteral("Headline"));
  m_details->setObjectName(prefix + QStringLiteral("Details"));
  m_skipExisting->setObjectName(QStringLiteral("importSkipExisting"));
  m_bar->setObjectName(prefix + QStringLiteral("Progress"));
  m_rate->setObjectName(prefix + QStringLiteral("Rate"));
  m_cancel->setObjectName(prefix + QStringLiteral("Cancel"));
  m_again->setObjectName(prefix + QStringLiteral("Again"));
  m_rejects->setObjectName(prefix + QStringLiteral("Rejects"));
  m_warnings->setObjectName(prefix + QStringLiteral("Warnings"));
  m_save->setObjectName(prefix + QStringLiteral("SaveRejects"));
  m_saved->setObjectName(prefix + QStringLiteral("Saved"));

  for (QLabel* label : {m_headline, m_details, m_rate, m_saved}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }
  m_bar->setRange(0, kSteps);
  m_bar->setAccessibleName(kind == Kind::Check ? tr("Progress of the check") : tr("Progress of the import"));
  m_cancel->setText(kind == Kind::Check ? tr("&Stop") : tr("&Cancel Import"));
  m_again->setText(kind == Kind::Check ? tr("Check &Again") : tr("Import &Again"));
  m_skipExisting->setToolTip(tr("Otherwise, events that the log has and the timeline has not are added to them."));
  m_skipExisting->setVisible(kind == Kind::Check);
  m_rejects->setAccessibleName(tr("Rejected rows"));
  m_warnings->setAccessibleName(tr("Remarks"));
  for (QPushButton* button : {m_cancel, m_again, m_save}) {
    button->setAutoDefault(false);
  }

  auto* progressRow = new QHBoxLayout;
  progressRow->setSpacing(Theme::kSpaceS);
  progressRow->addWidget(m_bar, 1);
  progressRow->addWidget(m_cancel);
  progressRow->addWidget(m_again);
  auto* saveRow = new QHBoxLayout;
  saveRow->setSpacing(Theme::kSpaceS);
  saveRow->addWidget(m_save);
  saveRow->addWidget(m_saved, 1);
  m_tabs->addTab(m_rejects, QString());
  m_tabs->addTab(m_warnings, QString());

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(QMargins());
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(m_headline);
  column->addWidget(m_details);
  column->addWidget(m_skipExisting);
  column->addLayout(progressRow);
  column->addWidget(m_rate);
  column->addWidget(m_tabs, 1);
  column->addLayout(saveRow);
  column->addStretch();

  connect(m_cancel, &QPushButton::clicked, &model, &ImportModel::cancel);
  connect(m_again, &QPushButton::clicked, this, &ImportRunPage::start);
  connect(m_save, &QPushButton::clicked, this, &ImportRunPage::saveRejects);
  connect(m_skipExisting, &QCheckBox::toggled, this, [this](bool on) {
    m_model.setSkipExisting(on);
    start();
  });
  connect(&model, &ImportModel::changed, this, &ImportRunPage::showModel);
  connect(&model, &ImportModel::progressChanged, this, &ImportRunPage::showProgress);
  connect(&model, &ImportModel::rejectsSaved, this,
          [this](const QString& path) { showSaved(tr("Saved as %1").arg(visibleLine(path)), true); });
  connect(&model, &ImportModel::rejectsNotSaved, this,
          [this](const QString& reason) { showSaved(visibleLine(reason), false); });
  connect(&theme, &Theme::changed, this, &ImportRunPage::applyTheme);
  applyTheme();
  showModel();
}

QString ImportRunPage::title() const {
  return m_kind == Kind::Check ? tr("Check") : tr("Import");
}

void ImportRunPage::enter() {
  const bool done = m_kind == Kind::Check ? m_model.checkReport().has_value() : m_model.report().has_value();
  if (!done) {
    start();
  }
}

bool ImportRunPage::isRunning() const {
  return m_model.activity() ==
         (m_kind == Kind::Check ? ImportModel::Activity::Checking : ImportModel::Activity::Importing);
}

bool ImportRunPage::isComplete() const {
  if (m_kind == Kind::Import) {
    return m_model.activity() != ImportModel::Activity::Importing;
  }
  return m_model.checkReport() && m_model.checkReport()->rows > m_model.checkReport()->rejected;
}

QString ImportRunPage::hint() const {
  if (m_kind == Kind::Import) {
    return tr("The import is running.");
  }
  if (isRunning()) {
    return tr("The file is being checked.");
  }
  return m_model.checkReport() ? tr("None of the rows can be used.") : tr("Check the file first.");
}

QString ImportRunPage::nextText() const {
  return m_kind == Kind::Check ? tr("&Import") : ImportPage::nextText();
}

void ImportRunPage::start() {
  m_saved->clear();
  if (m_kind == Kind::Check) {
    m_model.check();
  } else {
    m_model.import();
  }
}

void ImportRunPage::saveRejects() {
  auto* dialog = new QFileDialog(this, tr("Save Rejected Rows"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  dialog->setNameFilters({tr("CSV (*.csv)"), tr("All files (*)")});
  const QFileInfo log(m_model.file()->path);
  dialog->setDirectory(log.absolutePath());
  dialog->selectFile(log.baseName() + QStringLiteral("-rejected.csv"));
  connect(dialog, &QFileDialog::fileSelected, &m_model, &ImportModel::saveRejects);
  dialog->open();
}

void ImportRunPage::showSaved(const QString& text, bool well) {
  m_saveFailed = !well;
  m_saved->setText(text);
  applyTheme();
}

QString ImportRunPage::headline() const {
  const bool isCheck = m_kind == Kind::Check;
  if (isRunning()) {
    return isCheck ? tr("Checking the whole file. Nothing is written.") : tr("Importing …");
  }
  if (const std::optional<ImportReport>& report = isCheck ? m_model.checkReport() : m_model.report()) {
    if (report->casesCreated == 0 && report->eventsAppended == 0) {
      return isCheck ? tr("There is nothing new in this log.") : tr("Nothing was added.");
    }
    return (isCheck ? tr("%1 exceptions and %2 events will be added.") : tr("%1 exceptions and %2 events were added."))
        .arg(number(report->casesCreated), number(report->eventsAppended));
  }
  if (m_model.error() && m_model.error()->kind == DbError::Kind::Cancelled) {
    return isCheck ? tr("The check was stopped.") : tr("The import was cancelled.");
  }
  return m_model.error() ? (isCheck ? tr("The file cannot be imported.") : tr("The import failed.")) : QString();
}

QString ImportRunPage::details() const {
  const bool isCheck = m_kind == Kind::Check;
  const std::optional<ImportReport>& report = isCheck ? m_model.checkReport() : m_model.report();
  if (isRunning()) {
    return {};
  }
  if (!report) {
    if (!isCheck && m_model.hasWritten()) {
      const QString why = m_model.error() ? visibleText(m_model.error()->message) : QString();
      return tr("%1 Importing again adds what is missing, and nothing twice.").arg(why).trimmed();
    }
    return m_model.error() ? visibleText(m_model.error()->message) : QString();
  }
  QStringList parts{tr("%1 rows read").arg(number(report->rows))};
  if (report->rejected > 0) {
    parts << tr("%1 rejected").arg(number(report->rejected));
  }
  if (report->casesExisting > 0) {
    parts << tr("%1 exceptions were there before").arg(number(report->casesExisting));
  }
  if (report->eventsExisting > 0) {
    parts << tr("%1 events were there before").arg(number(report->eventsExisting));
  }
  if (report->rowsSkipped > 0) {
    parts << tr("%1 rows left out").arg(number(report->rowsSkipped));
  }
  parts << tr("%1, %2 rows/s")
               .arg(report->duration < std::chrono::seconds(1)
                        ? tr("%1 ms").arg(report->duration.count())
                        : TimeFormat::spanText(std::chrono::duration_cast<std::chrono::seconds>(report->duration)),
                    number(static_cast<qint64>(report->rowsPerSecond)));
  return parts.join(QStringLiteral(" · "));
}

void ImportRunPage::showModel() {
  const QSignalBlocker block(m_skipExisting);
  m_skipExisting->setChecked(m_model.skipExisting());
  m_headline->setText(headline());
  const QString more = details();
  m_details->setText(more);
  m_details->setVisible(!more.isEmpty());
  const bool running = isRunning();
  m_bar->setVisible(running);
  m_rate->setVisible(running);
  m_cancel->setVisible(running);
  m_cancel->setEnabled(true);
  m_again->setVisible(!running && m_model.error().has_value() && m_model.isMapped());

  const bool done = m_kind == Kind::Check ? m_model.checkReport().has_value() : m_model.report().has_value();
  const int rejects = m_model.rejects()->rowCount();
  const int warnings = m_model.warnings()->rowCount();
  const qint64 allRejects =
      done ? (m_kind == Kind::Check ? m_model.checkReport() : m_model.report())->rejected : rejects;
  m_tabs->setTabText(0, allRejects > rejects
                            ? tr("Rejected rows (first %1 of %2)").arg(number(rejects), number(allRejects))
                            : tr("Rejected rows (%1)").arg(number(rejects)));
  m_tabs->setTabText(1, tr("Remarks (%1)").arg(number(warnings)));
  m_tabs->setTabVisible(0, rejects > 0);
  m_tabs->setTabVisible(1, warnings > 0);
  m_tabs->setVisible(done && (rejects > 0 || warnings > 0));
  m_save->setVisible(done && rejects > 0);
  m_saved->setVisible(m_save->isVisibleTo(this));
  showProgress();
}

void ImportRunPage::showProgress() {
  const ImportModel::Progress& progress = m_model.progress();
  m_bar->setValue(static_cast<int>(progress.share * kSteps));
  QStringList parts{progress.isWriting ? tr("%1 of %2 rows").arg(number(progress.rows), number(progress.rowsTotal))
                                       : tr("Reading the file: %1 rows").arg(number(progress.rows))};
  if (progress.rejected > 0) {
    parts << tr("%1 rejected").arg(number(progress.rejected));
  }
  parts << tr("%1 rows/s").arg(number(static_cast<qint64>(progress.rowsPerSecond)));
  m_rate->setText(parts.join(QStringLiteral(" · ")));
}

void ImportRunPage::applyTheme() {
  m_headline->setFont(m_theme.font(FontRole::Heading));
  for (QLabel* label : {m_details, m_rate, m_saved}) {
    QPalette palette = label->palette();
    const bool bad = label == m_saved && m_saveFailed;
    palette.setColor(QPalette::WindowText, bad ? m_theme.colors().bad : m_theme.colors().mutedText);
    label->setPalette(palette);
  }
}

} // namespace sentinai
