//! Tables by word id, most of whose words have nothing: a file keeps those that have something.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a table's length, and each row that is not empty with its place.
pub fn serialize<T: Serialize + Default + PartialEq, S: Serializer>(table: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let empty = T::default();
    let rows: Vec<(usize, &T)> = table.iter().enumerate().filter(|(_, row)| **row != empty).collect();
    (table.len(), rows).serialize(serializer)
}

/// Reads what [`serialize`] writes.
pub fn deserialize<'de, T: Deserialize<'de> + Default + Clone, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let (size, rows): (usize, Vec<(usize, T)>) = Deserialize::deserialize(deserializer)?;
    let mut table = vec![T::default(); size];
    for (at, row) in rows {
        if let Some(slot) = table.get_mut(at) {
            *slot = row;
        }
    }
    Ok(table)
}
