using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData;

/// <summary>Where the data plane of AWS IoT Core is, and how its client behaves.</summary>
public class AmazonIotDataConfig() : RestConfig(new RestService("IoT Data Plane", "iotdata", "data-ats.iot"));
