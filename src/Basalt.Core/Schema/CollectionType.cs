namespace Basalt.Schema;

public enum CollectionType
{
    /// <summary>Plain records.</summary>
    Base,

    /// <summary>Records that can sign in.</summary>
    Auth,

    /// <summary>A read-only query over other collections.</summary>
    View,
}
