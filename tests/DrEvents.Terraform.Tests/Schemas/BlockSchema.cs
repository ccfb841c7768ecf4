namespace DrEvents.Terraform.Tests.Schemas;

/// <summary>What may stand in one block of a resource, a data source or the provider.</summary>
/// <param name="Arguments">By its name in Terraform.</param>
/// <param name="Readable">What others may read of it; only of a resource or data source.</param>
internal sealed record BlockSchema(IReadOnlyDictionary<string, ArgumentSchema> Arguments, IReadOnlySet<string> Readable);

/// <summary>One argument or nested block.</summary>
internal sealed record ArgumentSchema(string Name, ArgumentKind Kind, bool IsRequired)
{
    /// <summary>What stands in it, if it is a block or an object.</summary>
    public BlockSchema? Block { get; init; }
}

internal enum ArgumentKind
{
    /// <summary>A string, a number or a boolean.</summary>
    Simple,

    /// <summary>A list or set of such.</summary>
    List,
    Map,

    /// <summary>A list of objects that is written as an argument: <c>ingress = [{ … }]</c>.</summary>
    Objects,

    /// <summary>A block that may stand there once.</summary>
    Block,

    /// <summary>A block that may stand there any number of times.</summary>
    Blocks,
}
