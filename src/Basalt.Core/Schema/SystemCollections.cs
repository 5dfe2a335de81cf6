namespace Basalt.Schema;

/// <summary>Ids of the collections that every installation has. Source: the protocol, collections page, section 7.</summary>
public static class SystemCollections
{
    public const string SuperusersId = "pbc_3142635823";
    public const string ExternalAuthsId = "pbc_2281828961";
    public const string MfasId = "pbc_2279338944";
    public const string OtpsId = "pbc_1638494021";
    public const string AuthOriginsId = "pbc_4275539003";

    public const string Superusers = "_superusers";
    public const string ExternalAuths = "_externalAuths";
    public const string Mfas = "_mfas";
    public const string Otps = "_otps";
    public const string AuthOrigins = "_authOrigins";
}
