"""Clean the corpus every night. Copy into Airflow's dags folder and set the paths.

Exit status 3 (faulty input was rejected) is a success of the task; the rejects are in latest/rejected.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

COMMAND = """
/opt/corpus-pipeline/.venv/bin/corpus-pipeline run /srv/corpus/incoming --output /srv/corpus/clean \
  --config /srv/corpus/recipe.toml --log-format json --progress none || [ $? -eq 3 ]
"""

with DAG(
    dag_id="corpus_pipeline",
    schedule="0 2 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
):
    clean = BashOperator(task_id="clean", bash_command=COMMAND)
    verify = BashOperator(
        task_id="verify", bash_command="/opt/corpus-pipeline/.venv/bin/corpus-pipeline verify /srv/corpus/clean"
    )
    clean >> verify
