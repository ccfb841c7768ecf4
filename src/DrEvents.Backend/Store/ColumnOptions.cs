namespace DrEvents.Backend.Store;

/// <summary>Columns for fields of a document without the index that Marten gives to a duplicated field.</summary>
public static class ColumnOptions
{
    public static void HaveColumns<T>(this StoreOptions store, params string[] properties) =>
        store.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType != typeof(T))
                return;
            foreach (var property in properties)
                mapping.DuplicateField(property);
        });
}
