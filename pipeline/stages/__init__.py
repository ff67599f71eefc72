"""The stages: one file each, in the order that `order.STAGES` gives; `contract` says what a stage is."""
