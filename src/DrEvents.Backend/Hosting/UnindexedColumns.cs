using Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>Columns for fields of a document without the index that Marten gives to a duplicated field.</summary>
public static class UnindexedColumns
{
    /// <summary>Keeps these properties of a document in columns of their own.</summary>
    public static void HaveColumns<T>(this StoreOptions store, params string[] properties) =>
        store.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType != typeof(T))
                return;
            foreach (var property in properties)
                mapping.DuplicateField(property);
        });
}
