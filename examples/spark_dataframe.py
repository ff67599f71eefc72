"""The ledger in Spark SQL: spark_dataframe.py RUN"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode

if __name__ == "__main__":
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    corpus = spark.read.parquet(f"{sys.argv[1]}/corpus")
    edits = corpus.select("language", explode("edits").alias("edit")).select("language", "edit.*")
    kinds = edits.where(col("outcome") == "applied").groupBy("language", "kind").count()
    for row in kinds.orderBy("language", "kind").collect():
        print(row["language"], row["kind"], row["count"], sep="\t")
    spark.stop()
