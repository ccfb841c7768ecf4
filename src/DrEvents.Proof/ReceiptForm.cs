namespace DrEvents.Proof;

/// <summary>What a receipt says of itself: for who makes it, and for who reads it.</summary>
public static class ReceiptForm
{
    /// <summary>What kind of document it is: nothing else that the key signs can be taken for it.</summary>
    public const string Kind = "drevents-receipt";

    /// <summary>Version of the document's form.</summary>
    public const int Version = 1;
}
